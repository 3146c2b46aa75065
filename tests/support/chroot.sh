#!/usr/bin/env bash
# What a new user meets: a bare Debian 12 in the folder DIR, a clone of the last commit in it, and the
# two commands of README.md. Needs root, git and mmdebstrap; takes the machine's own package sources.
#   tests/support/chroot.sh DIR [COMMAND]     COMMAND: another one to run instead, in the clone
set -euo pipefail

if (($# < 1)) || [[ $1 == --help ]]; then
    sed -n '2,4s/^# *//p' "$0"
    exit 2
fi
[[ $(id -u) == 0 ]] || { echo "chroot.sh: needs root" >&2 && exit 1; }
[[ ! -e $1 ]] || { echo "chroot.sh: $1 exists already: give a new folder" >&2 && exit 1; }
repository=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
mkdir -p "$1"
target=$(cd "$1" && pwd)
own=$(mktemp -d)
mkdir -p "$own/apt.conf.d"

unmount() {
    mountpoint -q "$target/proc" && umount "$target/proc"
    rm -rf "$own"
}
trap unmount EXIT

# The sources of Debian 12 itself, wherever this machine gets them, and how it reaches them.
sources=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if [[ -f $file ]] && grep -qE '^[^#]*[[:space:]]bookworm([[:space:]-]|$)' "$file"; then
        sources+=("$file")
    fi
done
((${#sources[@]})) || { echo "chroot.sh: this machine has no source of Debian 12" >&2 && exit 1; }
settings=()
for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if [[ -f $file ]] && grep -q 'Acquire::' "$file"; then
        settings+=(--aptopt="$file")
    fi
done

mmdebstrap --quiet --variant=apt --include=git,ca-certificates "${settings[@]}" \
    bookworm "$target" "${sources[@]}"
for file in /etc/resolv.conf /etc/hosts; do
    [[ ! -f $file ]] || cp -L "$file" "$target$file"
done
mount -t proc proc "$target/proc"

[[ -z $(git -C "$repository" status --porcelain) ]] ||
    echo "chroot.sh: note: the changes that are not committed are not in the clone" >&2
git clone --quiet --no-local "$repository" "$target/root/halong"

environment=(HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [[ -z ${!name:-} ]] || environment+=("$name=${!name}")
done
# npm's registry, as this machine reaches it, and the certificates that it trusts there
if command -v npm >/dev/null; then
    environment+=("npm_config_registry=$(npm config get registry)")
    for certificates in "$(npm config get cafile)" "${NODE_EXTRA_CA_CERTS:-}"; do
        if [[ -f $certificates ]]; then
            cp -L "$certificates" "$target/etc/npm-certificates.pem"
            environment+=("npm_config_cafile=/etc/npm-certificates.pem")
            break
        fi
    done
fi
in_clone() {
    echo "== $*"
    chroot "$target" env -i "${environment[@]}" sh -c "cd /root/halong && $*"
}

if (($# > 1)); then
    in_clone "${@:2}"
else
    in_clone ./halong study scenarios/hotspots-or-cameras.toml
    in_clone ./halong test
fi
