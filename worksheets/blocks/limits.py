"""How much of anything there may be. Text is counted in Unicode code points, line ends as one."""

SHORT_TEXT = 500
SHORT_TEXT_MOST = 2_000
LONG_TEXT = 50_000
LONG_TEXT_MOST = 100_000
CELL_TEXT = 10_000
PLAN_TEXT = 2_000
# One answer as a whole, however many rows it is spread over.
ANSWER_MOST = 100_000

ROWS = 50
ROWS_MOST = 200
COLUMNS_MOST = 8
OPTIONS_MOST = 50
SCALE_STEPS_MOST = 20

BLOCKS_MOST = 200
EXPLANATION_WORDS = 120

FILE_BYTES = 256 * 1024
FILE_NESTING = 12
# Eighteen digits fit the integers of every database; nothing here needs a tenth of that.
FILE_DIGITS = 18
