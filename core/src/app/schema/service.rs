//! The members of a service, in the order that Compose prints them.

use super::deploy::{DEPLOY, GPU};
use super::shape::Shape::{
    Bool, Bytes, Command, ContainerName, Devices, Duration, EnvFiles, Files, Float, Gpus, Hosts,
    Int, List, Map, Mode, Mounts, Named, Object as Obj, ObjectOrNull, Options, Pairs, Percent,
    Ports, Short, StrictBool, StrictNumber, Test, Text, TextLists, TextOrBool, TextOrNull,
    TextOrNumber, TextOrTexts, Texts, TextsOrNumbers, Ulimit, Variables, Word, WordOrEvery,
};
use super::shape::{Object, Repeat, Rule, closed, field, object};

/// A service.
pub(in crate::app) static SERVICE: Object = object(&[
    field("profiles", Texts(Repeat::Last)),
    field("annotations", Pairs),
    field("attach", Bool).kept(),
    field("build", Short("context", &BUILD)),
    field("develop", ObjectOrNull(&DEVELOP)),
    field("blkio_config", Obj(&BLKIO)),
    field("cap_add", Texts(Repeat::Last)),
    field("cap_drop", Texts(Repeat::Last)),
    field("cgroup_parent", Text),
    field("cgroup", Word(&["host", "private"])),
    field("cpu_count", Int),
    field("cpu_percent", Percent),
    field("cpu_period", Int),
    field("cpu_quota", Int),
    field("cpu_rt_period", Int),
    field("cpu_rt_runtime", Int),
    field("cpus", Float),
    field("cpuset", Text),
    field("cpu_shares", Int),
    field("command", Command).kept().always(),
    field("configs", Files("", &FILE)),
    field("container_name", ContainerName),
    field("credential_spec", Obj(&CREDENTIAL)),
    field("depends_on", Named(&Obj(&DEPENDENCY))),
    field("deploy", ObjectOrNull(&DEPLOY)),
    field("device_cgroup_rules", Texts(Repeat::Refused)),
    field("devices", Devices(&DEVICE_MAPPING)),
    field("dns", TextOrTexts),
    field("dns_opt", Texts(Repeat::Last)),
    field("dns_search", TextOrTexts),
    field("domainname", Text),
    field("entrypoint", Command).kept().always(),
    field("provider", Obj(&PROVIDER)),
    field("environment", Variables),
    field("env_file", EnvFiles(&ENV_FILE)),
    field("expose", TextsOrNumbers(Repeat::Last)),
    field("extends", Short("service", &EXTENDS)),
    field("external_links", Texts(Repeat::Refused)),
    field("extra_hosts", Hosts),
    field("group_add", TextsOrNumbers(Repeat::Refused)),
    field("gpus", Gpus(&GPU)),
    field("hostname", Text),
    field("healthcheck", Obj(&HEALTHCHECK)),
    field("image", Text),
    field("init", Bool).kept(),
    field("ipc", Text),
    field("isolation", Text),
    field("labels", Pairs),
    field("label_file", TextOrTexts),
    field("links", Texts(Repeat::Last)),
    field("logging", Obj(&LOGGING)),
    field("mem_limit", Bytes),
    field("mem_reservation", Bytes),
    field("memswap_limit", Bytes),
    field("mem_swappiness", Bytes),
    field("mac_address", Text),
    field("models", Named(&ObjectOrNull(&MODEL))),
    field("network_mode", Text),
    field("networks", Named(&ObjectOrNull(&NETWORK))),
    field("oom_kill_disable", Bool),
    field("oom_score_adj", Int),
    field("pid", TextOrNull),
    field("pids_limit", Int),
    field("platform", Text),
    field("ports", Ports(&PORT)),
    field("pre_start", List(&Obj(&PRE_START))),
    field("post_start", List(&Obj(&HOOK))),
    field("pre_stop", List(&Obj(&HOOK))),
    field("privileged", Bool),
    field(
        "pull_policy",
        WordOrEvery(
            &[
                "always",
                "never",
                "build",
                "if_not_present",
                "missing",
                "refresh",
                "daily",
                "weekly",
            ],
            "every_",
        ),
    ),
    field("pull_refresh_after", Text),
    field("read_only", Bool),
    field("restart", Text),
    field("runtime", Text),
    field("scale", Int).kept(),
    field("secrets", Files("/run/secrets", &FILE)),
    field("security_opt", Texts(Repeat::Refused)),
    field("shm_size", Bytes),
    field("stdin_open", Bool),
    field("stop_grace_period", Duration).kept(),
    field("stop_signal", Text),
    field("storage_opt", Options),
    field("sysctls", Pairs),
    field("tmpfs", TextOrTexts),
    field("tty", Bool),
    field("ulimits", Map(&Ulimit)),
    field("use_api_socket", StrictBool),
    field("user", Text),
    field("userns_mode", Text),
    field("uts", Text),
    field("volumes", Mounts(&MOUNT)),
    field("volumes_from", Texts(Repeat::Refused)),
    field("working_dir", Text),
]);

static BUILD: Object = object(&[
    field("context", Text),
    field("dockerfile", Text),
    field("dockerfile_inline", Text),
    field("entitlements", Texts(Repeat::Kept)),
    field("args", Variables),
    field("provenance", TextOrBool),
    field("sbom", TextOrBool),
    field("ssh", Variables),
    field("labels", Pairs),
    field("cache_from", Texts(Repeat::Kept)),
    field("cache_to", Texts(Repeat::Kept)),
    field("no_cache", Bool),
    field("no_cache_filter", TextOrTexts),
    field("additional_contexts", Pairs),
    field("pull", Bool),
    field("extra_hosts", Hosts),
    field("isolation", Text),
    field("network", Text),
    field("target", Text),
    field("secrets", Files("", &FILE)),
    field("shm_size", Bytes),
    field("tags", Texts(Repeat::Last)),
    field("ulimits", Map(&Ulimit)),
    field("platforms", Texts(Repeat::Kept)),
    field("privileged", Bool),
]);

static DEVELOP: Object = object(&[field("watch", List(&Obj(&WATCH)))]);

static WATCH: Object = object(&[
    field("path", Text).required(),
    field(
        "action",
        Word(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"]),
    )
    .required(),
    field("target", Text),
    field("exec", Obj(&HOOK)).always(),
    field("include", TextOrTexts),
    field("ignore", TextOrTexts),
    field("initial_sync", StrictBool),
]);

static HOOK: Object = object(&[
    field("command", Command).required().kept().always(),
    field("user", Text),
    field("privileged", Bool),
    field("working_dir", Text),
    field("environment", Variables),
]);

static PRE_START: Object = object(&[
    field("command", Command),
    field("image", Text),
    field("user", Text),
    field("privileged", Bool),
    field("working_dir", Text),
    field("environment", Variables),
    field("per_replica", Bool),
]);

static BLKIO: Object = closed(&[
    field("weight", Int),
    field("weight_device", List(&Obj(&WEIGHT))),
    field("device_read_bps", List(&Obj(&RATE))),
    field("device_read_iops", List(&Obj(&RATE))),
    field("device_write_bps", List(&Obj(&RATE))),
    field("device_write_iops", List(&Obj(&RATE))),
]);

static WEIGHT: Object = closed(&[field("path", Text), field("weight", Int)]);

static RATE: Object = closed(&[field("path", Text), field("rate", Bytes)]);

static CREDENTIAL: Object = object(&[
    field("config", Text),
    field("file", Text),
    field("registry", Text),
]);

static DEPENDENCY: Object = object(&[
    field(
        "condition",
        Word(&[
            "service_started",
            "service_healthy",
            "service_completed_successfully",
        ]),
    )
    .required(),
    field("restart", Bool),
    field("required", Bool).kept(),
]);

static DEVICE_MAPPING: Object = object(&[
    field("source", Text).required(),
    field("target", Text),
    field("permissions", Text),
]);

static PROVIDER: Object = object(&[field("type", Text).required(), field("options", TextLists)]);

static ENV_FILE: Object = closed(&[
    field("path", Text).required(),
    field("required", Bool).kept(),
    field("format", Text),
]);

static EXTENDS: Object = closed(&[field("file", Text), field("service", Text).required()]);

static HEALTHCHECK: Object = object(&[
    field("test", Test),
    field("timeout", Duration).kept(),
    field("interval", Duration).kept(),
    field("retries", Int).kept(),
    field("start_period", Duration).kept(),
    field("start_interval", Duration).kept(),
    field("disable", Bool),
]);

static LOGGING: Object = Object {
    fields: &[field("driver", Text), field("options", Options)],
    open: true,
    rule: Rule::SameDriver,
};

static MODEL: Object = object(&[field("endpoint_var", Text), field("model_var", Text)]);

static NETWORK: Object = object(&[
    field("priority", StrictNumber),
    field("gw_priority", StrictNumber),
    field("aliases", Texts(Repeat::Last)),
    field("interface_name", Text),
    field("ipv4_address", Text),
    field("ipv6_address", Text),
    field("link_local_ips", Texts(Repeat::Last)),
    field("mac_address", Text),
    field("driver_opts", Options),
]);

static PORT: Object = object(&[
    field("name", Text),
    field("mode", Text),
    field("host_ip", Text),
    field("target", Int),
    field("published", TextOrNumber),
    field("protocol", Text),
    field("app_protocol", Text),
]);

static MOUNT: Object = object(&[
    field(
        "type",
        Word(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"]),
    )
    .required(),
    field("source", Text),
    field("target", Text),
    field("read_only", Bool),
    field("consistency", Text),
    field("bind", Obj(&BIND)),
    field("volume", Obj(&VOLUME)),
    field("tmpfs", Obj(&TMPFS)),
    field("image", Obj(&IMAGE)),
]);

static BIND: Object = object(&[
    field("selinux", Word(&["z", "Z"])),
    field("propagation", Text),
    field("create_host_path", Bool),
    field(
        "recursive",
        Word(&["enabled", "disabled", "writable", "readonly"]),
    ),
]);

static VOLUME: Object = object(&[
    field("labels", Pairs),
    field("nocopy", Bool),
    field("subpath", Text),
]);

static TMPFS: Object = object(&[field("size", Bytes), field("mode", Int)]);

static IMAGE: Object = object(&[field("subpath", Text)]);

static FILE: Object = object(&[
    field("source", Text),
    field("target", Text),
    field("uid", Text),
    field("gid", Text),
    field("mode", Mode).kept(),
]);
