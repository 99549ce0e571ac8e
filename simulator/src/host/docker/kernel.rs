//! What Docker hands on to the kernel and to its log writer, and what no program that is modelled meets: it is kept, held
//! to Docker's rules, and shown by `docker inspect`.
//!
//! More rights, more memory of its own (`/dev/shm`) and higher limits change nothing for a program that runs without
//! them; a soft limit of memory and one for swap count for nothing on machines without swap, as the images of Amazon
//! Linux, Ubuntu and Debian are. What takes rights away changes nothing for
//! programs that need none of them: those that are modelled need none.

use std::collections::BTreeMap;

use paperboat_core::app::bytes::{self, Bytes};
use paperboat_core::app::service::{Service, Ulimit};
use serde_json::{Value, json};

use super::capability;
use super::cli::flags::{Parsed, Refused};
use super::config::Config;
use super::engine::{Answer, Refusal};

/// What `docker inspect` shows in `HostConfig`, and nothing else reads, the driver of the logs apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kernel {
    cap_add: Vec<String>,
    cap_drop: Vec<String>,
    security: Vec<String>,
    /// Bytes; none for Docker's 64 MiB.
    shared_memory: Option<u64>,
    /// By name, soft and hard.
    ulimits: BTreeMap<String, (i64, i64)>,
    pids: Option<i64>,
    /// Bytes.
    reservation: Option<u64>,
    /// Bytes of memory and swap together; -1 for as much as there is.
    swap: Option<i64>,
    log_driver: Option<String>,
    log_options: BTreeMap<String, String>,
    /// Paths of devices of the machine.
    pub(super) devices: Vec<String>,
    /// Whether graphics processors were asked for.
    pub(super) gpus: bool,
}

/// The names of limits that the kernel has (go-units, `ulimit.go`).
const ULIMITS: [&str; 16] = [
    "as",
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// What the driver `json-file` takes (Docker's reference, JSON File logging driver).
const LOG_OPTIONS: [&str; 8] = [
    "max-size",
    "max-file",
    "labels",
    "labels-regex",
    "env",
    "env-regex",
    "compress",
    "tag",
];

/// The drivers of logs that the engine holds (Docker's reference, Configure logging drivers).
const LOG_DRIVERS: [&str; 11] = [
    "awslogs",
    "etwlogs",
    "fluentd",
    "gcplogs",
    "gelf",
    "journald",
    "json-file",
    "local",
    "none",
    "splunk",
    "syslog",
];

/// What `docker run --shm-size` is without the flag (Docker's reference).
const SHARED_MEMORY: u64 = 64 << 20;

/// Reads the flags.
///
/// # Errors
/// In Docker's words; drivers of logs and profiles of security that are not modelled, by name.
pub(super) fn read(parsed: &Parsed) -> Result<Kernel, Refused> {
    let driver = parsed.text("log-driver");
    let has = |d: &&str| LOG_DRIVERS.contains(d);
    if let Some(other) = driver.filter(|d| !has(d)) {
        return Err(format!(
            "Error response from daemon: error looking up logging plugin {other}: plugin {other:?} not found"
        ).into());
    }
    if let Some(other) = driver.filter(|d| !matches!(*d, "json-file" | "none")) {
        return Err(Refused::NotModelled(format!("--log-driver {other}")));
    }
    let mut kernel = Kernel {
        cap_add: parsed.list("cap-add").map(str::to_owned).collect(),
        cap_drop: parsed.list("cap-drop").map(str::to_owned).collect(),
        shared_memory: size(parsed, "shm-size")?,
        reservation: size(parsed, "memory-reservation")?,
        log_driver: driver.map(str::to_owned),
        ..Kernel::default()
    };
    for option in parsed.list("security-opt") {
        if !option.contains(['=', ':']) && option != "no-new-privileges" {
            return Err(format!("Invalid --security-opt: {option:?}").into());
        }
        let name = option.split([':', '=']).next().unwrap_or_default();
        let loosens = option.ends_with("unconfined") || option.ends_with("label=disable");
        if name != "no-new-privileges" && !loosens {
            return Err(Refused::NotModelled(format!("--security-opt {option}")));
        }
        kernel.security.push(option.to_owned());
    }
    for text in parsed.list("ulimit") {
        let (name, limits) = ulimit(text).map_err(|why| Refused::value("--ulimit", text, &why))?;
        kernel.ulimits.insert(name, limits);
    }
    if let Some(text) = parsed.text("pids-limit") {
        let why = || format!("strconv.ParseInt: parsing {text:?}: invalid syntax");
        let pids = text.parse();
        kernel.pids = Some(pids.map_err(|_| Refused::value("--pids-limit", text, &why()))?);
    }
    if let Some(text) = parsed.text("memory-swap") {
        let read = if text == "-1" {
            Ok(-1)
        } else {
            bytes::parse(text)
        };
        kernel.swap = Some(read.map_err(|why| Refused::value("--memory-swap", text, &why))?);
    }
    for text in parsed.list("log-opt") {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| format!("invalid logging opts format from {text}"))?;
        kernel.log_options.insert(name.to_owned(), value.to_owned());
    }
    Ok(kernel)
}

fn size(parsed: &Parsed, name: &str) -> Result<Option<u64>, Refused> {
    let Some(text) = parsed.text(name) else {
        return Ok(None);
    };
    let read =
        bytes::parse(text).map_err(|why| Refused::value(&format!("--{name}"), text, &why))?;
    Ok(u64::try_from(read).ok())
}

/// Reads `name=soft[:hard]`.
fn ulimit(text: &str) -> Result<(String, (i64, i64)), String> {
    let argument = || format!("invalid ulimit argument: {text}");
    let (name, limits) = text.split_once('=').ok_or_else(argument)?;
    if !ULIMITS.contains(&name) {
        return Err(format!("invalid ulimit type: {name}"));
    }
    let number = |text: &str| {
        let why = format!("strconv.ParseInt: parsing {text:?}: invalid syntax");
        text.parse::<i64>().map_err(|_| why)
    };
    let (soft, hard) = limits.split_once(':').unwrap_or((limits, limits));
    let (soft, hard) = (number(soft)?, number(hard)?);
    if hard != -1 && (soft == -1 || soft > hard) {
        return Err(format!(
            "ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}"
        ));
    }
    Ok((name.to_owned(), (soft, hard)))
}

/// What a service of a Compose file says of these.
pub(super) fn of(service: &Service) -> Kernel {
    let bytes = |b: Option<Bytes>| b.and_then(|b| u64::try_from(b.0).ok());
    let limits = service.ulimits.iter().map(|(name, limit)| {
        let both = match *limit {
            Ulimit::Single(one) => (one, one),
            Ulimit::Range { soft, hard } => (soft, hard),
        };
        (name.clone(), both)
    });
    let logging = service.logging.as_ref();
    Kernel {
        cap_add: service.cap_add.clone(),
        cap_drop: service.cap_drop.clone(),
        security: service.security_opt.clone(),
        shared_memory: bytes(service.shm_size),
        ulimits: limits.collect(),
        pids: service.pids_limit,
        reservation: bytes(service.mem_reservation),
        swap: service.memswap_limit.map(|b| b.0),
        log_driver: logging.and_then(|l| l.driver.clone()),
        log_options: logging.map(|l| l.options.clone()).unwrap_or_default(),
        devices: Vec::new(),
        gpus: false,
    }
}

/// Holds what a container is created from to the engine's rules.
///
/// # Errors
/// In the engine's words.
pub(super) fn check(config: &Config) -> Answer<()> {
    let kernel = &config.kernel;
    for (list, names) in [("CapAdd", &kernel.cap_add), ("CapDrop", &kernel.cap_drop)] {
        if let Some(unknown) = names.iter().find_map(|name| capability::unknown(name)) {
            return Err(Refusal(format!(
                "invalid {list}: unknown capability: {unknown:?}"
            )));
        }
    }
    let memory = config.memory.map(|m| i64::try_from(m).unwrap_or(i64::MAX));
    match (kernel.swap, memory) {
        (Some(swap), None) if swap > 0 => {
            return Err(Refusal::new(
                "You should always set the Memory limit when using Memoryswap limit, see usage",
            ));
        }
        (Some(swap), Some(memory)) if swap > 0 && swap < memory => {
            return Err(Refusal::new(
                "Minimum memoryswap limit should be larger than memory limit, see usage",
            ));
        }
        _ => {}
    }
    if let (Some(soft), Some(hard)) = (kernel.reservation, config.memory)
        && hard < soft
    {
        return Err(Refusal::new(
            "Minimum memory limit can not be less than memory reservation limit, see usage",
        ));
    }
    if kernel.log_driver().is_some_and(|d| d != "json-file") {
        return Ok(());
    }
    let mut options = kernel.log_options.keys();
    match options.find(|o| !LOG_OPTIONS.contains(&o.as_str())) {
        Some(unknown) => Err(Refusal(format!(
            "unknown log opt '{unknown}' for json-file log driver"
        ))),
        None => Ok(()),
    }
}

/// Devices that every Linux machine of the images that are modelled has (Linux, Documentation/admin-guide/devices.txt).
const DEVICES: [&str; 12] = [
    "console",
    "full",
    "fuse",
    "kmsg",
    "loop-control",
    "mem",
    "net/tun",
    "null",
    "random",
    "tty",
    "urandom",
    "zero",
];

/// What an agent hands on to the kernel and to the log writer with a container that it orders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Handed {
    /// Capabilities that the container has not.
    pub(crate) cap_drop: Vec<String>,
    /// By name, soft and hard.
    pub(crate) ulimits: BTreeMap<String, (i64, i64)>,
    /// MiB.
    pub(crate) reservation_mib: Option<u32>,
    /// The driver of the logs with its options; none leaves the engine's own.
    pub(crate) log: Option<(String, BTreeMap<String, String>)>,
}

impl From<Handed> for Kernel {
    fn from(handed: Handed) -> Self {
        let (driver, options) = handed.log.unzip();
        Self {
            cap_drop: handed.cap_drop,
            ulimits: handed.ulimits,
            reservation: handed.reservation_mib.map(|mib| u64::from(mib) << 20),
            log_driver: driver,
            log_options: options.unwrap_or_default(),
            ..Self::default()
        }
    }
}

impl Kernel {
    /// Looks whether the machine has the devices that were asked for.
    ///
    /// # Errors
    /// In the engine's words. No machine has the runtime of a maker of graphics processors: nobody can install one.
    pub(super) fn has_devices(&self) -> Answer<()> {
        let held = |path: &str| {
            let name = path.strip_prefix("/dev/");
            name.is_some_and(|name| DEVICES.contains(&name))
        };
        if let Some(other) = self.devices.iter().find(|path| !held(path)) {
            return Err(Refusal(format!(
                "error gathering device information while adding custom device {other:?}: no such file or directory"
            )));
        }
        if self.gpus {
            return Err(Refusal::new(
                "could not select device driver \"\" with capabilities: [[gpu]]",
            ));
        }
        Ok(())
    }

    fn log_driver(&self) -> Option<&str> {
        self.log_driver.as_deref()
    }

    /// Whether `docker logs` has something to read.
    pub(super) fn keeps_logs(&self) -> bool {
        self.log_driver() != Some("none")
    }

    /// Adds its members to `HostConfig`.
    pub(super) fn show(&self, config: &mut Value) {
        let listed = |all: &[String]| match all {
            [] => Value::Null,
            all => json!(all),
        };
        let limits = self.ulimits.iter();
        let limits: Vec<Value> = limits
            .map(|(name, (soft, hard))| json!({ "Name": name, "Hard": hard, "Soft": soft }))
            .collect();
        config["CapAdd"] = listed(&self.cap_add);
        config["CapDrop"] = listed(&self.cap_drop);
        config["SecurityOpt"] = listed(&self.security);
        let devices = self.devices.iter().map(|path| {
            json!({ "PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rwm" })
        });
        config["Devices"] = devices.collect();
        config["ShmSize"] = self.shared_memory.unwrap_or(SHARED_MEMORY).into();
        config["Ulimits"] = json!(limits);
        config["PidsLimit"] = self.pids.map_or(Value::Null, Value::from);
        config["MemoryReservation"] = self.reservation.unwrap_or(0).into();
        // Without a word on it, swap may be as large again as the memory (Docker's reference, --memory-swap details).
        if let Some(swap) = self.swap {
            config["MemorySwap"] = swap.into();
        }
        config["LogConfig"] =
            json!({ "Type": self.log_driver().unwrap_or("json-file"), "Config": self.log_options });
    }
}
