//! As whom, where and with which variables commands run in a container by default.

use std::collections::BTreeMap;

use paperboat_core::workload::Programs;

use super::{ContainerKey, content};
use crate::world::World;

/// The path that Docker gives to a program whose image says none (moby, `oci.DefaultPathEnv`).
pub(crate) const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The numbers of a user, `UID[:GID]`; root for whatever has none.
pub(super) fn ids(user: &str) -> (u32, u32) {
    let (uid, gid) = user.split_once(':').unwrap_or((user, ""));
    (uid.parse().unwrap_or(0), gid.parse().unwrap_or(0))
}

/// The user whom an image that holds no file of users cannot know: one that is named and not numbered.
pub(crate) fn unknown(w: &World, key: ContainerKey, user: &str) -> Option<String> {
    let name = user.split(':').next().unwrap_or_default();
    let named = !name.is_empty() && name.parse::<u32>().is_err();
    // From scratch there is no /etc/passwd.
    let scratch = content::programs(w, key) == Programs::Busybox;
    (named && scratch).then(|| name.to_owned())
}

/// The numbers of the user of a container's program.
pub(crate) fn of(w: &World, key: ContainerKey) -> (u32, u32) {
    let own = w.user_given(key);
    if !own.is_empty() {
        return ids(&own);
    }
    content::config(w, key).map_or((0, 0), |c| ids(&c.user))
}

/// The folder of a container's program.
pub(super) fn folder(w: &World, key: ContainerKey) -> String {
    let own = w.folder_given(key);
    let of_image = content::config(w, key).map_or("", |c| c.working_dir.as_str());
    let found = [own.as_str(), of_image].into_iter().find(|f| !f.is_empty());
    found.unwrap_or("/").to_owned()
}

/// What a container has in its environment beside what it was given: the path, the image's variables, its own name.
pub(super) fn environment(
    w: &World,
    key: ContainerKey,
    hostname: &str,
) -> BTreeMap<String, String> {
    let of_image = content::config(w, key)
        .into_iter()
        .flat_map(|c| &c.environment);
    let pairs = of_image.filter_map(|line| line.split_once('='));
    let fixed = [("HOME", "/root"), ("HOSTNAME", hostname), ("PATH", PATH)];
    let all = fixed.into_iter().chain(pairs);
    all.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}
