"""Devices that send by HTTP and MQTT: nothing taken is lost, what is refused is told, and a day followed is the day replayed."""

import contextlib
import http.client
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from _hidden_day import hide_day, table
from _program import PROGRAM, halong, require_program, start

TOKEN = "0123456789abcdef0123456789abcdef"
DATE = "2026-05-01"


def wait_until(holds, what):
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def listening(folder, *words):
    """The program while it listens; what it said is in `said` afterwards."""
    log = folder / "said.txt"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen([PROGRAM, "listen", *[str(word) for word in words]], stdout=file, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: "Ctrl-C" in log.read_text(encoding="utf-8") or process.poll() is not None, log)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def post(port, body, token=TOKEN, path="/observations", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", path, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def observation(value, time_text="07:00", **more):
    return {"sensor": "cam-1", "kind": "count", "time": f"{DATE}T{time_text}", "minutes": 5, "value": value, "unit": "veh", **more}


def check_http(folder):
    day = folder / "day.csv"
    token = folder / "token"
    token.write_text(TOKEN + "\n", encoding="utf-8")
    token.chmod(0o644)
    text = halong(2, "listen", "--out", day, "--token-file", token)
    assert "chmod 600" in text and not day.exists(), text
    token.chmod(0o600)
    port = free_port()
    with listening(folder, "--out", day, "--http", port, "--token-file", token) as process:
        assert post(port, json.dumps(observation(3)))[0] == 201
        status, text = post(port, json.dumps([observation(4, "07:05"), observation("NaN"), observation(1, unit="km/h")]))
        assert status == 201 and "1 taken, 2 refused" in text and "not_finite" in text and "wrong_unit" in text, text
        assert post(port, "{")[0] == 400
        assert post(port, "[]", token="f" * 32)[0] == 401
        assert post(port, "[]", Host="evil.example")[0] == 421
        assert post(port, "[]", Origin="http://evil.example")[0] == 403
        assert post(port, "[]", **{"Content-Length": "1048577"})[0] == 413
        process.kill()  # as when the power goes: what was answered with 201 is there
        process.wait()
    assert [row["value"] for row in table(day)] == ["3", "4"]
    assert {row["received"][:4] for row in table(day)} == {time.strftime("%Y", time.gmtime(time.time() + 7 * 3600))}
    with day.open("a", encoding="utf-8") as file:
        file.write("cam-1,count,2026-05-01T07:1")
    with listening(folder, "--out", day, "--http", port, "--token-file", token):
        halong(2, "listen", "--out", day)  # nobody else may
        assert post(port, json.dumps(observation(5, "07:10")))[0] == 201
    said = (folder / "said.txt").read_text(encoding="utf-8")
    assert "1 messages, 1 rows taken, 1 torn_line" in said, said
    assert [row["value"] for row in table(day)] == ["3", "4", "5"]
    reasons = {row["reason"] for row in table(folder / "day.refused.csv")}
    assert reasons == {"not_finite", "wrong_unit", "not_json", "wrong_token", "wrong_host", "too_large", "torn_line"}, reasons


def check_denied(folder):
    """A broker that lets nobody have the topic: it is told."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        words = ["--out", folder / "denied.csv", "--mqtt", f"127.0.0.1:{server.getsockname()[1]}", "--topic", "secret/#"]
        with listening(folder, *words):
            one, _ = server.accept()
            with one:
                one.settimeout(60)
                assert one.recv(1000)[0] == 0x10  # CONNECT
                one.sendall(b"\x20\x02\x00\x00")
                request = one.recv(1000)
                assert request[0] == 0x82  # SUBSCRIBE
                one.sendall(b"\x90\x03" + request[2:4] + b"\x80")
                wait_until(lambda: "'secret/#': the broker denies it" in (folder / "said.txt").read_text(encoding="utf-8"),
                           "the topic that is denied")


def make_certificates(folder):
    """An authority, a broker for 127.0.0.1 and a client, all by openssl; and an authority that vouches for nobody here."""

    def openssl(*words):
        subprocess.run(["openssl", *[str(word) for word in words]], check=True, timeout=60, capture_output=True, cwd=folder)

    for name in ("ca", "stranger"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 2, "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.pem")
    (folder / "names.txt").write_text("subjectAltName=IP:127.0.0.1\n", encoding="utf-8")
    for name in ("broker", "client"):
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}", "-keyout",
                f"{name}.key", "-out", f"{name}.csr")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", 2, "-extfile",
                "names.txt", "-out", f"{name}.pem")


def check_secure_mqtt(folder, broker):
    """A broker that asks for TLS, a certificate, a name and a password; one that a stranger vouches for is not spoken to."""
    keys = folder / "keys"
    keys.mkdir()
    make_certificates(keys)
    subprocess.run(["mosquitto_passwd", "-b", "-c", keys / "users", "listener", "secret word"], check=True, timeout=60)
    port = free_port()
    (keys / "broker.conf").write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {keys}/users\ncafile {keys}/ca.pem\ncertfile {keys}/broker.pem\n"
        f"keyfile {keys}/broker.key\nrequire_certificate true\nuser root\n", encoding="utf-8")
    password = keys / "password"
    password.write_text("secret word\n", encoding="utf-8")
    password.chmod(0o644)
    day = folder / "secure.csv"
    tls = ["--mqtt-ca", keys / "ca.pem", "--mqtt-cert", keys / "client.pem", "--mqtt-key", keys / "client.key"]
    common = ["--out", day, "--mqtt", f"127.0.0.1:{port}", "--topic", "counts/#"]
    login = ["--mqtt-user", "listener", "--mqtt-password-file", password]
    assert "chmod 600" in halong(2, "listen", *common, *login, *tls)
    password.chmod(0o600)
    text = halong(2, "listen", "--out", day, "--mqtt", "broker.example", "--topic", "x", *login)
    assert "for everybody to read" in text and "--mqtt-ca" in text, text
    assert "cannot be read" in halong(2, "listen", *common, "--mqtt-ca", keys / "nobody.pem")
    server = start(broker, "-c", keys / "broker.conf")

    def publish(text):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-u", "listener", "-P", "secret word", "--cafile", keys / "ca.pem",
                        "--cert", keys / "client.pem", "--key", keys / "client.key", "-q", "1", "-t", "counts/a", "-m", text],
                       check=True, timeout=60)

    try:
        with listening(folder, *common, *login, *tls):
            for _ in range(100):
                if day.exists() and table(day):
                    break
                time.sleep(0.2)
                with contextlib.suppress(subprocess.CalledProcessError):  # it is still coming up
                    publish(json.dumps(observation(31)))
            assert table(day)[0]["value"] == "31"
        for words, said in ((["--mqtt-ca", keys / "stranger.pem", *tls[2:], *login], "again in"), ([*tls[:2], *login], "again in"),
                            (tls, "refused the connection")):
            with listening(folder, *common, *words):
                wait_until(lambda said=said: said in (folder / "said.txt").read_text(encoding="utf-8"), f"{said}: {words}")
        assert {row["value"] for row in table(day)} == {"31"}
    finally:
        server.terminate()
        server.communicate(timeout=60)


def check_mqtt(folder):
    if not shutil.which("mosquitto", path="/usr/sbin:/usr/bin") or not shutil.which("mosquitto_pub"):
        print("NOTICE: without mosquitto and mosquitto-clients MQTT was not tried")
        return
    broker = shutil.which("mosquitto", path="/usr/sbin:/usr/bin")
    port = free_port()
    (folder / "broker.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
    (folder / "devices.csv").write_text("stream,sensor,kind,unit,minutes\n12,bridge,count,veh,5\n", encoding="utf-8")
    day = folder / "mqtt.csv"

    def publish(topic, text):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-t", topic, "-m", text], check=True,
                       timeout=60)

    def broker_up():
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    def values():
        return [row["value"] for row in table(day)]

    words = ["--out", day, "--mqtt", f"127.0.0.1:{port}", "--devices", folder / "devices.csv", "--topic",
             "v1.1/Datastreams(12)/Observations", "--topic", "counts/#"]
    # It begins before its broker is there.
    with listening(folder, *words) as process:
        server = start(broker, "-c", folder / "broker.conf")
        try:
            wait_until(broker_up, "the broker")
            probe = '{"result": 1, "phenomenonTime": "2026-05-01T00:00:00Z/2026-05-01T00:05:00Z"}'
            for _ in range(100):
                publish("v1.1/Datastreams(12)/Observations", probe)
                if values():
                    break
                time.sleep(0.2)
            assert table(day)[0]["sensor"] == "bridge"
            # What is published while it is away comes when it is back.
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
            publish("counts/a", json.dumps(observation(21)))
            publish("counts/a", "nonsense")
            with listening(folder, *words):
                wait_until(lambda: "21" in values(), "what came meanwhile")
                # A broker that falls and comes back is found again.
                server.terminate()
                server.communicate(timeout=60)
                server = start(broker, "-c", folder / "broker.conf")
                wait_until(broker_up, "the broker again")
                for _ in range(100):
                    publish("counts/b", json.dumps(observation(22)))
                    if "22" in values():
                        break
                    time.sleep(0.2)
                assert "22" in values()
        finally:
            server.terminate()
            server.communicate(timeout=60)
    said = (folder / "said.txt").read_text(encoding="utf-8")
    assert "1 not_json" in said, said
    check_denied(folder)
    check_secure_mqtt(folder, broker)
    halong(2, "listen", "--out", day, "--mqtt", "127.0.0.1:99999", "--topic", "x")
    halong(2, "listen", "--out", day, "--mqtt", f"127.0.0.1:{port}")
    halong(2, "listen", "--out", day, "--mqtt", f"127.0.0.1:{port}", "--topic", "a/#/b")


def write_day(path, counts, links):
    """A recorded day that came late, twice, out of order, and from whom nobody knows."""
    lines = []
    for i, link in enumerate(links):
        for hour in range(6, 24):  # nothing comes before 07:00: time enough for who writes while it is followed
            end = 60 * (hour + 1)
            came = min(end + (i * 13 + hour * 7) % 50, 24 * 60 - 1) if end < 24 * 60 else end - 1
            came = max(came, end - 1)
            at = f"{DATE}T{came // 60:02}:{came % 60:02}:{59 if came < end else 0:02}"
            lines.append((came, f"s{i},count,{DATE}T{hour:02}:00,60,{counts[link][hour]},veh,{at}"))
            if i % 5 == 0:
                lines.append((came, f"s{i},count,{DATE}T{hour:02}:00,60,{counts[link][hour] + 9},veh,{at}"))
    lines.append((8 * 60, f"stranger,count,{DATE}T07:00,60,5,veh,{DATE}T08:00:00"))
    lines.append((9 * 60, f"s1,count,{DATE}T08:00,60,5,km/h,{DATE}T09:00:00"))
    lines.sort(key=lambda line: line[0])
    text = "sensor,kind,time,minutes,value,unit,received\n" + "".join(line + "\n" for _, line in lines)
    path.write_text(text, encoding="utf-8")


def check_follow(folder):
    counts, busy = hide_day(folder, links=30)
    scenario = folder / "day.toml"
    sensors = folder / "yesterday.csv"
    sensors.write_text("sensor,kind,time,minutes,value,unit,link\n" +
                       "".join(f"s{i},count,2026-04-30T07:00,60,5,veh,{link}\n" for i, link in enumerate(busy)), encoding="utf-8")
    recorded = folder / "recorded.csv"
    write_day(recorded, counts, busy)
    common = ["--sensors", sensors, "--every", 30, "--quiet"]
    replayed = halong(0, "nowcast", scenario, "--observations", recorded, *common, "--out", folder / "replayed")
    # Written while it is followed, an hour a second.
    growing = folder / "growing.csv"
    lines = recorded.read_text(encoding="utf-8").splitlines(keepends=True)
    growing.write_text(lines[0], encoding="utf-8")
    process = start(PROGRAM, "nowcast", scenario, "--observations", growing, *common, "--follow", "--speed", 3600, "--day", DATE,
                    "--out", folder / "followed")
    try:
        wait_until(lambda: (folder / "followed/state.csv").exists() or process.poll() is not None, "the first cycle")
        # All at once, long before its time: each row waits until it was received.
        with growing.open("a", encoding="utf-8") as file:
            file.write("".join(lines[1:]))
        text, _ = process.communicate(timeout=300)
    finally:
        if process.poll() is None:
            process.kill()
    assert process.returncode == 0, text
    assert "unknown_sensor of 'stranger'" in text and "wrong_unit" in text and "nothing has come" in text, text
    assert "unknown_sensor" in replayed, replayed
    # By the clock of the city, of a day that is over: all cycles are due.
    halong(0, "nowcast", scenario, "--observations", recorded, *common, "--follow", "--day", DATE, "--out", folder / "at_once")
    names = ["scores.csv", "anomalies.csv", "state.csv"] + [f"state_{hour:02}.csv" for hour in range(1, 25)]
    for name in names:
        whole = (folder / "replayed" / name).read_bytes()
        assert (folder / "followed" / name).read_bytes() == whole, name
        assert (folder / "at_once" / name).read_bytes() == whole, name
    cycles = [{key: row[key] for key in row if key != "wall_s"} for row in table(folder / "replayed/cycles.csv")]
    assert cycles == [{key: row[key] for key in row if key != "wall_s"} for row in table(folder / "followed/cycles.csv")]
    assert sum(int(row["repeated"]) for row in cycles) > 0, cycles
    kinds = {row["kind"]: row for row in table(folder / "followed/observation_issues.csv")}
    assert {"duplicate", "unknown_sensor", "wrong_unit"} <= kinds.keys(), kinds
    # Asked to stop, it ends with what it has; without sensors it says so.
    empty = folder / "empty.csv"
    empty.write_text(lines[0], encoding="utf-8")
    text = halong(2, "nowcast", scenario, "--observations", empty, "--follow", "--quiet", "--out", folder / "x")
    assert "--sensors" in text, text
    process = start(PROGRAM, "nowcast", scenario, "--observations", empty, *common, "--follow", "--speed", 600, "--day", DATE, "--out",
                    folder / "stopped")
    try:
        wait_until(lambda: (folder / "stopped/state.csv").exists() or process.poll() is not None, "the first cycle")
        process.send_signal(signal.SIGTERM)
        text, _ = process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            process.kill()
    assert process.returncode == 0 and "stopped; followed" in text, text
    assert (folder / "stopped/scores.csv").exists()


def main():
    require_program("listen_test")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_http(folder)
        check_mqtt(folder)
        check_follow(folder)


if __name__ == "__main__":
    main()
