"""Markup and style of the API's documentation page."""

from __future__ import annotations

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ document.info.title }} · API</title>
<link rel="stylesheet" href="/api/v1/docs.css">
</head>
<body>
<header>
<h1>{{ document.info.title }} <small>API v{{ document.info.version }}</small></h1>
{% for line in document.info.description.split("\\n") %}<p>{{ line }}</p>{% endfor %}
<p>The machine-readable document: <a href="/api/v1/openapi.json">openapi.json</a>
(OpenAPI {{ document.openapi }}). Authenticate with <code>Authorization: Bearer …</code>;
<em>public</em> operations need nobody.</p>
<nav aria-label="Resources">
{% for group in groups %}<a href="#{{ group.name }}">{{ group.name }}</a>{% endfor %}
<a href="#problems">problems</a></nav>
</header>
<main>
{% macro fields(rows) %}
<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
{% for row in rows %}<tr><td><code>{{ row.name }}</code>
{% if row.required %} <b title="always there">*</b>{% endif %}</td>
<td>{{ row.type }}</td><td>{{ row.description }}</td></tr>{% endfor %}
</tbody></table>
{% endmacro %}
{% for group in groups %}
<section id="{{ group.name }}">
<h2>{{ group.name }}</h2>
<p>{{ group.description }}</p>
{% for entry in group.operations %}
<details id="{{ entry.operation.operationId }}">
<summary><span class="{{ entry.method }}">{{ entry.method|upper }}</span> <code>{{ entry.path }}</code>
{{ entry.operation.summary }}{% if entry.public %} <em>public</em>{% endif %}</summary>
{% if entry.operation.description %}<p>{{ entry.operation.description }}</p>{% endif %}
{% if entry.parameters %}
<h3>Parameters</h3>
<table><thead><tr><th>Name</th><th>In</th><th>Meaning</th></tr></thead><tbody>
{% for parameter in entry.parameters %}<tr><td><code>{{ parameter.name }}</code>
{% if parameter.required %} <b title="required">*</b>{% endif %}</td><td>{{ parameter["in"] }}</td>
<td>{{ parameter.description or "" }}
{% if parameter.schema and parameter.schema.enum %}({{ parameter.schema.enum|join(", ") }}){% endif %}
</td></tr>
{% endfor %}</tbody></table>
{% endif %}
{% if entry.body %}
<h3>Body <small>{{ entry.body.media_type }}</small></h3>
{{ fields(entry.body.fields) }}
{% if entry.body.media_type == "application/json" %}<pre>{{ pretty(entry.body.example) }}</pre>{% endif %}
{% endif %}
{% for answer in entry.answers %}{% if answer.status|string < "300" %}
<h3>{{ answer.status }} <small>{{ answer.media_type or "" }} {{ answer.description }}</small></h3>
{% if answer.fields %}{{ fields(answer.fields) }}<pre>{{ pretty(answer.example) }}</pre>{% endif %}
{% endif %}{% endfor %}
<p>Refusals: {% for answer in entry.answers %}{% if answer.status|string >= "400" %}
<a href="#problems">{{ answer.status }} {{ answer.description }}</a>{% endif %}{% endfor %}</p>
</details>
{% endfor %}
</section>
{% endfor %}
<section id="problems">
<h2>problems</h2>
<p>Every refusal is <code>application/problem+json</code>:
<code>type</code>, <code>title</code>, <code>status</code>, <code>detail</code>, <code>code</code>, sometimes
<code>errors</code> and facts such as <code>completed_by</code>.</p>
<table><thead><tr><th>code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>
{% for code, (status, meaning) in problems %}<tr id="problem-{{ code }}"><td><code>{{ code }}</code></td>
<td>{{ status }}</td><td>{{ meaning }}</td></tr>{% endfor %}
</tbody></table>
</section>
</main>
</body>
</html>
"""

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --link: #8ab4f8; } }
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; }
h1 small, h3 small { font-weight: normal; opacity: .75; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
a { color: var(--link); }
nav { display: flex; flex-wrap: wrap; gap: .3rem .9rem; }
header p { margin: .2rem 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .8rem; }
summary { cursor: pointer; }
summary span { display: inline-block; min-width: 4.5em; font-weight: 700; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0; }
th, td { text-align: left; vertical-align: top; }
pre { background: var(--soft); border-radius: 6px; overflow-x: auto; padding: .7rem; }
code, pre { font: 13px/1.5 ui-monospace, "Noto Sans Mono CJK SC", monospace; }
tr:target { background: #fc03; }
"""
