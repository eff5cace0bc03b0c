"""What a person is told about a value, in Chinese and English."""

from __future__ import annotations

from typing import Any

MESSAGES: dict[str, dict[str, str]] = {
    "zh": {
        "required": "请填写“{label}”",
        "choose": "请选择“{label}”",
        "accept": "请勾选“{label}”",
        "attach": "请上传“{label}”",
        "text": "“{label}”必须是文字",
        "characters": "“{label}”含有不能使用的字符",
        "number": "“{label}”必须是数字",
        "number_size": "“{label}”的数字过大或位数过多",
        "min": "“{label}”不得小于 {limit}",
        "max": "“{label}”不得大于 {limit}",
        "integer": "“{label}”必须是整数",
        "decimals": "“{label}”至多保留 {limit} 位小数",
        "increment": "“{label}”必须是 {limit} 的整数倍",
        "shortest": "“{label}”至少 {limit} 个字",
        "longest": "“{label}”至多 {limit} 个字",
        "pattern": "“{label}”格式不正确",
        "email": "“{label}”不是有效的电子邮箱地址",
        "phone": "“{label}”不是有效的电话号码（须含国家代码，如 +8613800000000）",
        "option": "请从列表中选择“{label}”",
        "repeated": "“{label}”中有重复的选项",
        "boolean": "“{label}”只能是“是”或“否”",
        "date": "“{label}”必须是日期，如 2026-01-31",
        "time": "“{label}”必须是时间，如 14:30",
        "datetime": "“{label}”必须是日期和时间，如 2026-01-31T14:30",
        "past": "“{label}”不得早于今天",
        "files": "“{label}”的附件清单不正确",
        "one_file": "“{label}”只能上传一个文件",
        "list": "“{label}”必须是列表",
        "object": "“{label}”的内容结构不正确",
        "fewest": "“{label}”至少 {limit} 项",
        "most": "“{label}”至多 {limit} 项",
        "fixed_rows": "“{label}”不能增加或删除条目",
        "unknown": "表单中没有“{label}”这一项",
        "locked": "您不能修改“{label}”",
        "unsettled": "表单的显示条件互相矛盾，无法判定",
    },
    "en": {
        "required": "Enter {label}",
        "choose": "Choose {label}",
        "accept": "Tick “{label}”",
        "attach": "Upload {label}",
        "text": "{label} must be text",
        "characters": "{label} contains characters that cannot be used",
        "number": "{label} must be a number",
        "number_size": "{label} is too large or has too many digits",
        "min": "{label} must be at least {limit}",
        "max": "{label} must be at most {limit}",
        "integer": "{label} must be a whole number",
        "decimals": "{label} allows at most {limit} decimal places",
        "increment": "{label} must be a multiple of {limit}",
        "shortest": "{label} needs at least {limit} characters",
        "longest": "{label} allows at most {limit} characters",
        "pattern": "{label} has the wrong format",
        "email": "{label} must be an email address",
        "phone": "{label} must be a phone number with country code, like +8613800000000",
        "option": "Choose {label} from the list",
        "repeated": "{label} names an option twice",
        "boolean": "{label} must be yes or no",
        "date": "{label} must be a date, like 2026-01-31",
        "time": "{label} must be a time, like 14:30",
        "datetime": "{label} must be a date and time, like 2026-01-31T14:30",
        "past": "{label} must not be in the past",
        "files": "{label} does not list its files properly",
        "one_file": "{label} takes one file only",
        "list": "{label} must be a list",
        "object": "{label} has the wrong structure",
        "fewest": "{label} needs at least {limit} entries",
        "most": "{label} allows at most {limit} entries",
        "fixed_rows": "Entries of {label} may not be added or removed",
        "unknown": "The form has no field {label}",
        "locked": "You may not change {label}",
        "unsettled": "The conditions of the form contradict each other",
    },
}
WORDS: dict[str, dict[str, str]] = {
    "zh": {"yes": "是", "no": "否", "row": "第 {n} 项", "none": "（未填写）", "between": "："},
    "en": {"yes": "Yes", "no": "No", "row": "Entry {n}", "none": "(empty)", "between": ": "},
}


def message(code: str, language: str, **facts: Any) -> str:
    return MESSAGES.get(language, MESSAGES["zh"])[code].format(**facts)


def word(code: str, language: str, **facts: Any) -> str:
    return WORDS.get(language, WORDS["zh"])[code].format(**facts)
