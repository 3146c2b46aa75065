"""GDAL opens a result: every dataset by name, the links' hours with their values, and the coordinate system."""

import h5py
import numpy as np
from osgeo import gdal, osr

from _toy_result import ToyResults


def main() -> None:
    gdal.UseExceptions()
    with ToyResults() as folder:
        path = str(folder / "full.h5")
        names = {name.split("//")[-1] for name, _ in gdal.Open(path).GetSubDatasets()}
        assert {"link_volume", "link_speed", "zones/present", "wifi/zone_carried"} <= names, names
        container = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, allowed_drivers=["HDF5"])
        root = container.GetRootGroup()
        volume = root.OpenMDArray("link_volume")
        assert [dimension.GetName() for dimension in volume.GetDimensions()] == ["time", "edges"]
        with h5py.File(path) as file:
            assert np.array_equal(volume.ReadAsArray(), file["link_volume"][()])
            wkt = file["projected_coordinate_system"].attrs["wkt"].decode()
        system = osr.SpatialReference(wkt=wkt)
        assert system.IsProjected() and system.GetAuthorityCode(None) == "5899"


main()
