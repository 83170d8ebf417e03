"""The kinds of block. Each module here is read at start-up, so that a new kind is a new file and no more."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
