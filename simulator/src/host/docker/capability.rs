//! The rights that a container can be given or denied, by the kernel's names (Linux, `capabilities(7)`).

const NAMES: [&str; 41] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// Looks a right up, with or without `CAP_` and in any case; gives the engine's name of one that is unknown.
pub(super) fn unknown(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    let bare = upper.strip_prefix("CAP_").unwrap_or(&upper);
    let known = bare == "ALL" || NAMES.contains(&bare);
    (!known).then(|| format!("CAP_{bare}"))
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn rights_are_known_by_either_name() {
        for known in ["ALL", "NET_ADMIN", "CAP_SYS_ADMIN", "sys_time"] {
            assert_eq!(unknown(known), None, "{known}");
        }
        assert_eq!(unknown("nope").as_deref(), Some("CAP_NOPE"));
    }
}
