"""The other side of `office_text`: compiles one office's template in a process that may do nothing else.

Standard input is JSON `{text, inputs, timestamp, root, fonts}`, standard output the PDF. What goes wrong is told on
standard error as one JSON line, with exit code 3. It is run by its path and knows nothing of the engine: loading that
would take longer than the work.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime

import typst

CPU_SECONDS = 10
MEMORY_BYTES = 2 * 1024**3
WRONG = 3


def main() -> int:
    """Read the order, take away what is not needed, compile."""
    order = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=order["fonts"])
    # From here on no file can be written and no second process made, and neither time nor memory run away.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        compiler = typst.Compiler(root=order["root"], font_paths=fonts, ignore_system_fonts=True)
        made = compiler.compile(
            order["text"].encode(),
            format="pdf",
            sys_inputs={"data": order["inputs"]},
            pdf_standards="a-2b",
            timestamp=datetime.fromisoformat(order["timestamp"]),
        )
    except typst.TypstError as error:
        sys.stderr.write(json.dumps({"message": error.message, "where": error.diagnostic}))
        return WRONG
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
