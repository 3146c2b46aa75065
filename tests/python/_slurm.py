"""A real Slurm on this machine for as long as a test: one node, the loopback address, everything in one folder."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo")


class CannotRun(Exception):
    """Why no Slurm can run here."""


def find(program):
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        raise CannotRun(f"there is no {program}: install slurmctld, slurmd, slurm-client and munge")
    return found


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def configuration(folder, host, ports):
    memory_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20 - 512
    return f"""ClusterName=halongtest
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
MinJobAge=300
KillWait=2
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory={memory_mb} State=UNKNOWN
PartitionName=debug Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.pid_files = []

    def __enter__(self):
        if os.geteuid() != 0:
            raise CannotRun("its daemons need root")
        programs = {name: find(name) for name in PROGRAMS}
        for name in ("state", "spool", "munge"):
            (self.folder / name).mkdir(parents=True, mode=0o755)
        (self.folder / "munge").chmod(0o700)
        key = self.folder / "munge/key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\nConstrainCores=no\nConstrainRAMSpace=no\n")
        config = self.folder / "slurm.conf"
        config.write_text(configuration(self.folder, socket.gethostname().split(".")[0], free_ports(2)))
        os.environ["SLURM_CONF"] = str(config)
        os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        try:
            munge = self.folder / "munge"
            self.start(munge / "pid", programs["munged"], "--force", f"--socket={munge}/socket", f"--key-file={key}",
                       f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
            self.start(self.folder / "slurmctld.pid", programs["slurmctld"], "-f", config, "-i")
            self.start(self.folder / "slurmd.pid", programs["slurmd"], "-f", config)
            self.wait_until_idle()
        except CannotRun:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for pid_file in reversed(self.pid_files):
            try:
                pid = int(pid_file.read_text())
                os.kill(pid, signal.SIGTERM)
                for _ in range(100):
                    os.kill(pid, 0)
                    time.sleep(0.05)
                os.kill(pid, signal.SIGKILL)
            except (OSError, ValueError):
                pass  # it has ended

    def start(self, pid_file, *words):
        self.pid_files.append(pid_file)
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise CannotRun(f"{words[0]} ends with {done.returncode}: {done.stderr.strip()[-300:]}")

    def wait_until_idle(self):
        for _ in range(100):
            state = subprocess.run(["sinfo", "-h", "-o", "%T"], capture_output=True, text=True).stdout.strip()
            if state == "idle":
                return
            time.sleep(0.1)
        log = (self.folder / "slurmd.log").read_text() if (self.folder / "slurmd.log").exists() else ""
        raise CannotRun(f"the node is '{state}', not idle: {log[-300:]}")

    def start_now(self, job, element):
        """Jobs that are queued again wait for two minutes, in which an old credential of theirs might be taken for new."""
        deadline = time.monotonic() + 30
        while self.elements(job).get(element) != "PENDING":
            assert time.monotonic() < deadline, self.elements(job)
            time.sleep(0.05)
        subprocess.run(["scontrol", "update", f"JobId={job}_{element}", "StartTime=now"], check=True)

    @staticmethod
    def elements(job):
        """State by element of a job array; elements that wait may share a line."""
        text = subprocess.run(["squeue", "-h", "-r", "-j", job, "-o", "%K %T"], capture_output=True, text=True).stdout
        return {int(element): state for element, state in re.findall(r"^(\d+) (\S+)$", text, re.M)}
