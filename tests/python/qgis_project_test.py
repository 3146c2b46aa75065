"""A result as a project of QGIS: opened and drawn by QGIS where it is installed, and read by GDAL everywhere."""

import os
import pathlib
import sqlite3
import tempfile
import xml.etree.ElementTree as ET
import zipfile

from osgeo import gdal, ogr, osr

import _small_town
from _program import HOME, halong, require_program

SCENARIO = """format = "halong-scenario/1"
extends = "{home}/scenarios/weekday.toml"
city = "town"
[demand]
visitors_per_day = 300
"""


def run_a_day(folder):
    _small_town.write(HOME, folder / "town")
    (folder / "day.toml").write_text(SCENARIO.format(home=HOME), encoding="utf-8")
    halong(0, "run", folder / "day.toml", "--out", folder / "day", "--quiet")
    return folder / "day"


def check_structure(out):
    """What QGIS needs to find, without QGIS: layers of the GeoPackage, times, relations, no path of this machine."""
    with zipfile.ZipFile(out / "halong.qgz") as archive:
        assert archive.testzip() is None
        text = archive.read("halong.qgs").decode("utf-8")
    assert str(out) not in text
    project = ET.fromstring(text)
    layers = {layer.find("id").text: layer for layer in project.find("projectlayers")}
    data = ogr.Open(str(out / "halong.gpkg"))
    tables = {data.GetLayer(i).GetName() for i in range(data.GetLayerCount())}
    for layer in layers.values():
        source = layer.find("datasource").text
        assert source.startswith("./halong.gpkg|layername="), source
        table = source.split("layername=")[1].split("|")[0]
        assert table in tables, table
        columns = {field.GetName() for field in data.GetLayerByName(table).schema} | {"fid"}
        assert {alias.get("field") for alias in layer.find("aliases")} == columns, table
        temporal = layer.find("temporal")
        for name in (temporal.get("startField"), temporal.get("endField")):
            assert not name or name in columns, name
    in_tree = {node.get("id") for node in project.iter("layer-tree-layer")}
    assert in_tree == set(layers)
    for relation in project.find("relations"):
        assert relation.get("referencedLayer") in layers and relation.get("referencingLayer") in layers
    assert project.find("projectCrs/spatialrefsys/authid").text == "EPSG:5899"
    with sqlite3.connect(out / "halong.gpkg") as database:
        styles = dict(database.execute("select f_table_name, styleQML from layer_styles"))
        assert database.execute("select count(*) from gpkg_contents where table_name = 'layer_styles'").fetchone() == (1,)
    for name, style in styles.items():
        ET.fromstring(style)
        assert "<aliases>" in style, name


def draw(core, project, names, hour):
    """The picture of these layers at this hour, as bytes."""
    from qgis.PyQt.QtCore import QDateTime, QSize, Qt
    from qgis.PyQt.QtGui import QColor

    settings = core.QgsMapSettings()
    layers = [project.mapLayer(f"halong_{name}") for name in names]
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setExtent(project.mapLayer("halong_links").extent())
    settings.setOutputSize(QSize(400, 300))
    settings.setBackgroundColor(QColor("white"))
    if hour is not None:
        start = QDateTime.fromString(f"2025-06-04T{hour:02}:00:00Z", Qt.ISODate)
        settings.setIsTemporal(True)
        settings.setTemporalRange(core.QgsDateTimeRange(start, start.addSecs(3600), True, False))
    context = core.QgsExpressionContext()
    for scope in (core.QgsExpressionContextUtils.globalScope(), core.QgsExpressionContextUtils.projectScope(project),
                  core.QgsExpressionContextUtils.mapSettingsScope(settings)):
        context.appendScope(scope)
    settings.setExpressionContext(context)
    job = core.QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [error.message for error in job.errors()]
    image = job.renderedImage()
    return bytes(image.constBits().asarray(image.sizeInBytes()))


def check_in_qgis(folder, out):
    try:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from qgis import core
    except ImportError:
        print("NOTICE: without python3-qgis the project is read as XML alone")
        return
    moved = folder / "elsewhere"
    out.rename(moved)  # paths are relative
    application = core.QgsApplication([], False)
    application.initQgis()
    said = []
    application.messageLog().messageReceived.connect(lambda text, tag, level: said.append(f"{tag}: {text}"))
    project = core.QgsProject.instance()
    assert project.read(str(moved / "halong.qgz")), project.error()
    for layer in project.mapLayers().values():
        assert layer.isValid(), layer.id()
    assert not said, said
    assert project.crs().authid() == "EPSG:5899"
    assert project.backgroundColor().name() == "#e9eeec"  # the ground of the viewer's map
    relations = project.relationManager().relations()
    assert len(relations) >= 4 and all(relation.isValid() for relation in relations.values())
    used = {row["site"] for row in project.mapLayer("halong_site_hours_table").getFeatures()}
    site = next(site for site in project.mapLayer("halong_hotspots").getFeatures() if site["id"] in used)
    hours = list(relations["hotspot_to_hours"].getRelatedFeatures(site))
    assert hours and all(row["site"] == site["id"] for row in hours)
    volume = project.mapLayer("halong_links_volume")
    assert isinstance(volume.renderer(), core.QgsGraduatedSymbolRenderer)
    assert volume.temporalProperties().isActive() and project.mapLayer("halong_zone_hours").temporalProperties().isActive()
    assert volume.attributeAliases()["volume_07"] == "Lưu lượng 07:00-08:00 / Volume 07:00-08:00 [veh/h]"
    shown = ("links_volume", "links_speed", "place_hours")
    pictures = {(name, hour): draw(core, project, [name], hour)
                for name in shown for hour in (3, 10)}
    for name in shown:
        assert pictures[name, 3] != pictures[name, 10], name
        assert len(set(pictures[name, 10])) > 10, f"{name} draws nothing"
    assert len(set(draw(core, project, ["links_volume"], None))) > 10  # the peak, while the controller is off
    alone = core.QgsVectorLayer(f"{moved / 'halong.gpkg'}|layername=links", "links", "ogr")  # its style lies inside
    assert isinstance(alone.renderer(), core.QgsGraduatedSymbolRenderer)
    project.clear()
    moved.rename(out)


def check_part(day, folder):
    """Hours, layers, an area drawn as a layer, and another coordinate system."""
    area = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {
        "type": "Polygon", "coordinates": [[[107.0, 20.9], [107.2, 20.9], [107.2, 21.1], [107.0, 21.1], [107.0, 20.9]]]}}]}
    (folder / "area.geojson").write_text(str(area).replace("'", '"'), encoding="utf-8")
    halong(0, "export", day, "--to", "flatgeobuf", "--layer", "links,zones", "--hours", "6-9", "--area",
           folder / "area.geojson", "--crs", "EPSG:3405", "--out", folder / "part")
    assert {path.name for path in (folder / "part").iterdir()} == {"links.fgb", "zones.fgb"}
    links = ogr.Open(str(folder / "part" / "links.fgb"))
    layer = links.GetLayer(0)
    names = [field.GetName() for field in layer.schema if field.GetName().startswith("volume_0")]
    assert names == ["volume_06", "volume_07", "volume_08"], names
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "3405"
    halong(0, "export", day, "--to", "cog", "--hours", "7-8", "--cell", "200", "--out", folder / "heat")
    heat = gdal.Open(str(folder / "heat" / "vehicle_density.tif"))
    assert heat.RasterCount == 1 and heat.GetMetadata("IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert osr.SpatialReference(heat.GetProjection()).GetAuthorityCode(None) == "5899"
    assert heat.ReadAsArray()[heat.ReadAsArray() > 0].size > 0


def check_faults(day, folder):
    out = folder / "faults"
    for words, said in [((day, "--to", "geojson", "--layer", "lnks"), "did you mean 'links'?"),
                        ((day, "--to", "geojson", "--hours", "9-6"), "is no span of hours"),
                        ((day, "--to", "cog", "--crs", "EPSG:3405"), "has its own coordinate system"),
                        ((day, "--to", "qgis", "--crs", "EPSG:0"), "unknown coordinate reference system"),
                        ((folder / "town", "--to", "sumo", "--hours", "6-9"), "does not go with --to sumo"),
                        ((folder / "day.toml", "--to", "omx", "--layer", "links"), "does not go with --to omx"),
                        ((folder / "town", "--to", "qgis"), "is no result of a run"),
                        ((folder / "day.toml", "--to", "kml"), "is no result of a run")]:
        text = halong(2, "export", *words, "--out", out)
        assert said in text, text
        assert not out.exists() and not list(folder.glob(".faults*"))
    (folder / "file").write_text("mine")
    assert "is a file" in halong(2, "export", day, "--to", "csv", "--out", folder / "file")
    assert "exists and is not empty" in halong(2, "export", day, "--to", "csv", "--out", folder / "town")
    assert "cannot be written" in halong(74, "export", day, "--to", "csv", "--out", "/proc/nothing/here")
    damaged = folder / "damaged"
    damaged.mkdir()
    (damaged / "run.h5").write_bytes((day / "run.h5").read_bytes()[:20_000])
    assert "run.h5" in halong(2, "export", damaged, "--to", "qgis", "--out", out)
    assert not out.exists()


def main():
    require_program("a project for QGIS")
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        day = run_a_day(folder)
        out = folder / "qgis"
        halong(0, "export", day, "--to", "qgis", "--out", out)
        assert {path.name for path in out.iterdir()} == {"halong.gpkg", "halong.qgz"}
        check_structure(out)
        check_part(day, folder)
        check_faults(day, folder)
        check_in_qgis(folder, out)


main()
