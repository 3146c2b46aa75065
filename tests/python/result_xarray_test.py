"""xarray and netCDF4 open a result without help: named dimensions, decoded times, groups, missing values."""

import netCDF4
import numpy as np
import xarray

from _toy_result import ToyResults


def check_root(path) -> None:
    with xarray.open_dataset(path, engine="netcdf4") as run:
        assert run.sizes["edges"] == 48 and run.sizes["nodes"] == 16 and run.sizes["time"] == 24
        assert run.link_volume.dims == ("time", "edges")
        assert run.time.dtype.kind == "M"
        assert run.time.values[7] == np.datetime64("2025-06-04T07:00:00")
        cars = run.link_volume_by_class.sel(vehicle_class="car")
        assert cars.dims == ("time", "edges") and float(cars.sum()) > 0
        morning = run.link_volume.sel(time=slice("2025-06-04T06:00", "2025-06-04T10:00"))
        assert float(morning.sum()) > 0
        assert run.link_speed.dtype == np.float32
        assert bool(run.link_speed.where(run.link_volume == 0).isnull().all())
        assert run.link_length.attrs["units"] == "m"


def check_groups(path) -> None:
    with xarray.open_dataset(path, engine="netcdf4", group="links") as links:
        assert links.name.dims == ("edges",)
        assert str(links.name.values[0]) == "Phố 0"
    with xarray.open_dataset(path, engine="netcdf4", group="zones") as zones:
        assert zones.present.dims == ("zone", "time")
        assert zones.present.shape == (3, 24)
        assert str(zones.name.values[0]) == "Phường Bãi Cháy"
        assert float(zones.present.sum()) > 0
    with xarray.open_dataset(path, engine="netcdf4", group="kpi") as kpi:
        values = dict(zip((str(name) for name in kpi.id.values), kpi.value.values))
    with xarray.open_dataset(path, engine="netcdf4", group="wifi") as wifi:
        assert wifi.site_offered.dims == ("site", "time", "person_class")
        assert wifi.attrs["unit"] == "person_min"
        assert np.isclose(float(wifi.zone_carried.sum()), values["wifi_carried_person_min"], rtol=1e-12)
    with xarray.open_dataset(path, engine="netcdf4", group="camera") as camera:
        assert np.isclose(float(camera.zone_offered.sum()), values["camera_offered_passages"], rtol=1e-12)
    with xarray.open_dataset(path, engine="netcdf4", group="gridlock") as gridlock:
        assert gridlock.vehicles_held.values.tolist() == [12]


def check_netcdf(path) -> None:
    """The netCDF library sees dimensions, not stray variables, and inherits them in groups."""
    with netCDF4.Dataset(path) as file:
        assert set(file.dimensions) == {"nodes", "edges", "two", "zone", "time", "vehicle_class", "person_class"}
        assert not any(dimension.isunlimited() for dimension in file.dimensions.values())
        assert "nodes" not in file.variables and "time" in file.variables
        assert file["wifi/site_offered"].dimensions == ("site", "time", "person_class")
        assert file["network"].cf_role == "mesh_topology"
        # QGIS reads as numbers, under their long names, all variables of the root with nodes or edges.
        on_mesh = [v for v in file.variables.values() if {"nodes", "edges"} & set(v.dimensions)]
        assert all(np.issubdtype(variable.dtype, np.number) for variable in on_mesh)
        names = [variable.long_name for variable in on_mesh]
        assert len(names) == len(set(names))


def check_empty(path) -> None:
    with xarray.open_dataset(path, engine="netcdf4") as run:
        assert float(run.link_volume.sum()) > 0
    for group in ("wifi", "camera", "gridlock", "kpi", "zones"):
        with xarray.open_dataset(path, engine="netcdf4", group=group) as dataset:
            dataset.load()


def main() -> None:
    with ToyResults() as folder:
        check_root(folder / "full.h5")
        check_groups(folder / "full.h5")
        check_netcdf(folder / "full.h5")
        check_empty(folder / "empty.h5")


main()
