"""Prints the JSON Schema of the worksheet format.

python -m worksheets.blocks > docs/worksheet.schema.json
"""

import json

from worksheets.blocks import definition_schema

print(json.dumps(definition_schema(), indent=2, ensure_ascii=False))
