//! What a container finds in its file system: its image's files that are known, what it wrote itself, and what is mounted.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::app::path::clean;
use paperboat_core::workload::{ImageConfig, Programs};

use super::ContainerKey;
use crate::registry;
use crate::world::World;

/// What a container wrote beside its image: a text for each path, or none for one that it removed.
pub(crate) type Layer = BTreeMap<String, Option<String>>;

/// Folders that every container has from its runtime.
const FROM_RUNTIME: [&str; 5] = ["/", "/dev", "/etc", "/proc", "/sys"];
/// Programs of busybox, of those that people type (Debian's busybox-static 1.37, `busybox --list`).
pub(super) const BUSYBOX: &str = "[ [[ ar arch ash awk base64 basename bc blkdiscard bunzip2 busybox bzcat bzip2 cal cat chgrp chmod chown chroot clear cmp cp cpio cut date dc dd df diff dirname dmesg dnsdomainname du echo egrep env expand expr factor false fgrep find fold free fsync getopt grep groups gunzip gzip head hexdump hostid hostname httpd id ip kill killall link ln logger ls lzcat md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat nl nologin nproc nslookup od paste patch pgrep pidof ping pkill printenv printf ps pwd readlink realpath renice reset rev rm rmdir sed seq setsid sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty sum sync tac tail tar tee telnet test time timeout top touch tr traceroute true truncate tty umount uname uniq unlink unzip uptime vi watch wc wget which whoami xargs xz xzcat yes zcat";

/// What the image of a container says of itself; none for one of which nobody knows.
pub(super) fn config(w: &World, key: ContainerKey) -> Option<&ImageConfig> {
    let image = registry::image(w, w.containers[key].spec.image);
    image.profile.config.as_ref()
}

/// Which programs the image of a container holds.
pub(super) fn programs(w: &World, key: ContainerKey) -> Programs {
    config(w, key).map_or(Programs::Unknown, |c| c.programs)
}

/// Whether all that an image holds is known, so that what is not found is not there.
pub(super) fn is_known(w: &World, key: ContainerKey) -> bool {
    programs(w, key) != Programs::Unknown
}

/// The text of a file as the container finds it; none where none is known.
pub(crate) fn read(w: &World, key: ContainerKey, path: &str) -> Option<String> {
    if let Some(text) = w.mounted_text(key, path) {
        return Some(text);
    }
    match w.containers[key].layer.get(path) {
        Some(written) => written.clone(),
        None => config(w, key)?.files.get(path).cloned(),
    }
}

/// All files that are known in a container, by path.
fn paths(w: &World, key: ContainerKey) -> BTreeSet<String> {
    let container = &w.containers[key];
    let of_image = config(w, key).into_iter().flat_map(|c| c.files.keys());
    let mut all: BTreeSet<String> = of_image.cloned().collect();
    for (path, text) in &container.layer {
        match text {
            Some(_) => all.insert(path.clone()),
            None => all.remove(path),
        };
    }
    all.extend(w.mounted_paths(key));
    all
}

/// Tells whether a folder is there, as far as anybody knows.
pub(super) fn is_folder(w: &World, key: ContainerKey, path: &str) -> bool {
    let container = &w.containers[key];
    let below = format!("{}/", path.trim_end_matches('/'));
    let of_image = config(w, key).is_some_and(|c| {
        c.working_dir == path || c.programs == Programs::Busybox && path == "/bin"
    });
    FROM_RUNTIME.contains(&path)
        || of_image
        || w.is_mount(key, path)
        || container.layer.get(&below).is_some_and(Option::is_some)
        || paths(w, key).iter().any(|p| p.starts_with(&below))
}

/// The names in a folder, in order.
pub(super) fn list(w: &World, key: ContainerKey, folder: &str) -> BTreeSet<String> {
    let below = format!("{}/", folder.trim_end_matches('/'));
    let all = paths(w, key);
    let inside = all.iter().filter_map(|path| path.strip_prefix(&below));
    let names = inside.map(|rest| rest.split('/').next().unwrap_or(rest));
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Writes a file, or removes it, where the container would: into a mount, or into its own layer.
pub(crate) fn write(w: &mut World, key: ContainerKey, path: &str, text: Option<String>) {
    if !w.write_mounted(key, path, text.as_deref()) {
        w.containers[key].layer.insert(path.to_owned(), text);
    }
}

/// What stands at a path of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file with this text.
    File(String),
    Folder,
    Absent,
    /// Nobody knows: the image's files are not known.
    Unknown,
}

/// Looks what stands at a path of a container.
pub(crate) fn place(w: &World, key: ContainerKey, path: &str) -> Place {
    let path = absolute("/", path);
    match read(w, key, &path) {
        Some(text) => Place::File(text),
        None if is_folder(w, key, &path) => Place::Folder,
        None if is_known(w, key) => Place::Absent,
        None => Place::Unknown,
    }
}

/// What a container has written.
pub(crate) fn layer(w: &World, key: ContainerKey) -> &Layer {
    &w.containers[key].layer
}

/// Puts what was written over files: the next image of a build, or that of a commit.
pub(crate) fn put_over(layer: Layer, files: &mut BTreeMap<String, String>) {
    for (path, text) in layer {
        match text {
            Some(text) => files.insert(path, text),
            None => files.remove(&path),
        };
    }
}

/// Tells whether a file is one of the image's.
pub(crate) fn in_image(w: &World, key: ContainerKey, path: &str) -> bool {
    config(w, key).is_some_and(|c| c.files.contains_key(path))
}

/// A path from a folder on, without `.` and `..`.
pub(crate) fn absolute(folder: &str, path: &str) -> String {
    // A container knows no drives, so this is not the client's way to join paths.
    if path.starts_with('/') {
        clean(path)
    } else {
        clean(&format!("/{folder}/{path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn paths_are_taken_from_the_folder_on() {
        for (folder, path, wanted) in [
            ("/srv", "a", "/srv/a"),
            ("/srv", "/b", "/b"),
            ("/", "x/../y", "/y"),
            ("/a/b", "../..", "/"),
            ("/a", ".", "/a"),
        ] {
            assert_eq!(absolute(folder, path), wanted, "{folder} {path}");
        }
    }
}
