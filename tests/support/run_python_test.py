"""Run one Python test script; end with 77 (skipped) when a third-party module is not installed."""

import os
import runpy
import sys

DEBIAN_PACKAGES = {
    "h5py": "python3-h5py",
    "netCDF4": "python3-netcdf4",
    "mypy": "python3-mypy",
    "numpy": "python3-numpy",
    "pandas": "python3-pandas",
    "xarray": "python3-xarray",
    "geopandas": "python3-geopandas",
    "osgeo": "python3-gdal",
}
SKIPPED = 77


def main() -> None:
    script = sys.argv[1]
    sys.argv = sys.argv[1:]
    sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
    try:
        runpy.run_path(script, run_name="__main__")
    except ModuleNotFoundError as error:
        package = DEBIAN_PACKAGES.get((error.name or "").split(".")[0])
        if package is None:
            raise
        print(f"SKIPPED: {os.path.basename(script)}: install {package}", flush=True)
        sys.exit(SKIPPED)


main()
