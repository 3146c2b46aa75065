"""h5py reads a result as it is: UTF-8 texts, dimensions by name, and sums that agree with the KPIs."""

import json

import h5py
import numpy as np

from _toy_result import ToyResults


def texts(dataset: h5py.Dataset) -> list[str]:
    return [cell.decode("utf-8") for cell in np.atleast_1d(dataset[()])]


def check_texts(file: h5py.File) -> None:
    assert texts(file["zones/name"])[0] == "Phường Bãi Cháy"
    assert texts(file["links/name"])[0] == "Phố 0"
    assert texts(file["wifi/site_id"]) == ["điểm phát/0", "điểm phát/1", "điểm phát/2"]
    assert "Wi-Fi: được phục vụ" in texts(file["kpi/name_vi"])
    assert file.attrs["title"].decode() == "Lưới: Toy town"
    assert file.attrs["Conventions"].decode() == "CF-1.8 UGRID-1.0"
    record = json.loads(file["provenance/record"][()].decode())
    assert record["software"] == "halong 0.0.0 (test)" and record["seed"] == 1
    assert file["provenance/scenario_toml"][()].decode() == "seed = 1\n"


def check_dimensions(file: h5py.File) -> None:
    def names(path: str) -> list[str]:
        return [dimension[0].name for dimension in file[path].dims]

    assert names("link_volume") == ["/time", "/edges"]
    assert names("zones/present") == ["/zone", "/time"]
    assert names("wifi/site_offered") == ["/wifi/site", "/time", "/person_class"]
    ends = file["edge_nodes"][()]
    assert ends.min() == 0 and ends.max() == file["node_x"].shape[0] - 1
    length = np.hypot(*(np.diff(file[name][()][ends], axis=1)[:, 0] for name in ("node_x", "node_y")))
    assert np.allclose(length, file["link_length"][()])  # straight streets


def check_sums(file: h5py.File) -> None:
    kpi = dict(zip(texts(file["kpi/id"]), file["kpi/value"][()]))
    site_carried = file["wifi/site_carried"][()].sum()  # a phone is carried by one hotspot
    assert np.isclose(site_carried, kpi["wifi_carried_person_min"], rtol=1e-12)
    units = dict(zip(texts(file["kpi/id"]), texts(file["kpi/unit"])))
    for what in ("offered", "covered", "carried"):
        total = file[f"wifi/zone_{what}"][()].sum()
        assert np.isclose(total, kpi[f"wifi_{what}_person_min"], rtol=1e-12), what
    assert np.isclose(file["camera/zone_carried"][()].sum(), kpi["camera_detected_passages"], rtol=1e-12)
    volume = file["link_volume"][()].astype(float)
    assert np.isclose((volume.sum(axis=0) * file["link_length"][()]).sum() / 1000, kpi["vehicle_km"], rtol=1e-6)
    assert np.array_equal(file["link_volume_by_class"][()].sum(axis=0), volume)
    assert np.array_equal(np.isnan(file["link_speed"][()]), volume == 0)
    assert units["vehicle_km"] == "km" and kpi["vehicle_km"] > 0
    for service in ("wifi", "camera"):
        group = file[service]
        assert (group["zone_carried"][()] <= group["zone_covered"][()]).all()
        assert (group["zone_covered"][()] <= group["zone_offered"][()]).all()


def main() -> None:
    with ToyResults() as folder:
        with h5py.File(folder / "full.h5") as file:
            check_texts(file)
            check_dimensions(file)
            check_sums(file)
            assert file["gridlock/vehicles_held"][()].tolist() == [12]
        with h5py.File(folder / "empty.h5") as file:
            assert file["wifi/site_id"].shape == (0,)
            assert file["gridlock/links"].shape == (0,)


main()
