//! The options of `docker run` and `docker create`.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;
use std::time::Duration;

use paperboat_core::app::bytes;
use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::workload::HealthConfig;

use super::flags::{Flag, Kind, Parsed, Reason, Refused};
use super::share;
use crate::host::docker::config::{Config, Mount, NoPolicy, Publish, Restart, Source};
use crate::host::docker::{kernel, stop};
use crate::host::{JobKey, MachineKey, read_file};
use crate::world::World;

use Kind::{Switch, SwitchRefused, SwitchWithout, Value, ValueRefused, ValueWithout};

/// What clients put before the words of the engine.
const DAEMON: &str = "Error response from daemon: ";

/// The flags of `docker create`; `run` has `detach` and a few more.
pub(super) const FLAGS: &[Flag] = &[
    ("add-host", Value),
    ("attach,a", Value),
    ("cap-add", Value),
    ("cap-drop", Value),
    ("cidfile", Value),
    ("cpu-period", ValueRefused),
    ("cpu-quota", ValueRefused),
    ("cpu-shares,c", ValueRefused),
    ("cpus", Value),
    ("detach,d", Switch),
    ("detach-keys", ValueWithout(Reason::Terminal)),
    ("device", Value),
    ("dns", Value),
    ("entrypoint", Value),
    ("env,e", Value),
    ("env-file", Value),
    ("expose", Value),
    ("gpus", Value),
    ("health-cmd", Value),
    ("health-interval", Value),
    ("health-retries", Value),
    ("health-start-period", Value),
    ("health-timeout", Value),
    ("hostname,h", Value),
    ("init", Switch),
    ("interactive,i", Switch),
    ("ip", Value),
    ("label,l", Value),
    ("link", Value),
    ("log-driver", Value),
    ("log-opt", Value),
    ("memory,m", Value),
    ("memory-reservation", Value),
    ("memory-swap", Value),
    ("mount", Value),
    ("name", Value),
    ("net", Value),
    ("network", Value),
    ("network-alias", Value),
    ("no-healthcheck", Switch),
    ("pids-limit", Value),
    ("platform", Value),
    ("privileged", Switch),
    ("publish,p", Value),
    ("publish-all,P", Switch),
    ("pull", Value),
    ("quiet,q", Switch),
    ("read-only", Switch),
    ("restart", Value),
    ("rm", Switch),
    ("security-opt", Value),
    ("shm-size", Value),
    ("sig-proxy", SwitchWithout(Reason::Terminal)),
    ("stop-signal", Value),
    ("stop-timeout", Value),
    ("tmpfs", Value),
    ("tty,t", Switch),
    ("ulimit", Value),
    ("user,u", Value),
    ("volume,v", Value),
    ("volumes-from", Value),
    ("workdir,w", Value),
    ("oom-kill-disable", SwitchRefused),
];

/// Reads the options of a container.
///
/// # Errors
/// In Docker's words, without the `docker: ` before them; what is not modelled, by name.
pub(super) fn config(w: &World, job: JobKey, parsed: &Parsed) -> Result<Config, Refused> {
    let text = |name: &str| parsed.text(name).unwrap_or_default().to_owned();
    let mut config = Config {
        name: text("name"),
        image: parsed.arguments[0].clone(),
        command: parsed.arguments[1..].to_vec(),
        entrypoint: parsed.text("entrypoint").map(|e| {
            if e.is_empty() {
                vec![]
            } else {
                vec![e.to_owned()]
            }
        }),
        environment: environment(w, job, parsed)?,
        publish_all: parsed.is("publish-all"),
        init: parsed.is("init"),
        user: text("user"),
        working_dir: text("workdir"),
        hostname: parsed.text("hostname").map(str::to_owned),
        auto_remove: parsed.is("rm"),
        stop_signal: parsed.text("stop-signal").map(str::to_owned),
        privileged: parsed.is("privileged"),
        terminal: parsed.is("tty"),
        open_stdin: parsed.is("interactive"),
        stdin: parsed.input.clone(),
        expose: parsed.list("expose").map(str::to_owned).collect(),
        ..Config::default()
    };
    for label in parsed.list("label") {
        let (name, value) = label.split_once('=').unwrap_or((label, ""));
        config.labels.insert(name.to_owned(), value.to_owned());
    }
    for published in parsed.list("publish") {
        config.publish.extend(publish(published)?);
    }
    let cwd = &w.hosts.jobs[job].process;
    for volume in parsed.list("volume") {
        let absolute = |path: &str| cwd.absolute(path);
        let mount = bind(volume, &absolute)?;
        // A name alone stands for a folder below the root.
        let alone = !volume.contains(':') && !mount.target.starts_with('/');
        let target = if alone {
            format!("/{}", mount.target)
        } else {
            mount.target
        };
        if !target.starts_with('/') {
            return Err(format!(
                "Error response from daemon: invalid volume specification: '{volume}': invalid mount config for type \"{}\": invalid mount path: '{target}' mount path must be absolute",
                crate::host::docker::container::kind(&mount.source)
            ).into());
        }
        config.mounts.push(Mount { target, ..mount });
    }
    for spec in parsed.list("mount") {
        config.mounts.push(mount(spec)?);
    }
    for path in parsed.list("tmpfs") {
        let target = path.split(':').next().unwrap_or(path).to_owned();
        config.mounts.push(Mount {
            source: Source::Tmpfs,
            target,
            read_only: false,
            create: false,
        });
    }
    if let Some(policy) = parsed.text("restart") {
        config.restart = Restart::parse(policy).map_err(|why| match why {
            // What is no number is refused before the engine is asked.
            NoPolicy::Count => format!("invalid restart policy format: {why}"),
            NoPolicy::CountWithout | NoPolicy::Unknown(_) => {
                format!("Error response from daemon: {why}")
            }
        })?;
        if config.auto_remove && config.restart != Restart::No {
            return Err("Conflicting options: --restart and --rm".into());
        }
    }
    if let Some(memory) = parsed.text("memory") {
        let size =
            bytes::parse(memory).map_err(|why| Refused::value("-m, --memory", memory, &why))?;
        config.memory = u64::try_from(size).ok();
    }
    if let Some(cpus) = parsed.text("cpus") {
        let number = cpus
            .parse::<f64>()
            .ok()
            .filter(|c| c.is_finite() && *c >= 0.0);
        config.cpus = Some(number.ok_or_else(|| {
            Refused::value(
                "--cpus",
                cpus,
                &format!("failed to parse {cpus} as a rational number"),
            )
        })?)
        .filter(|c| *c > 0.0);
    }
    if let Some(seconds) = parsed.text("stop-timeout") {
        let number = seconds
            .parse()
            .map_err(|_| Refused::value("--stop-timeout", seconds, &not_a_number(seconds)))?;
        config.stop_timeout = Some(Duration::from_secs(number));
    }
    for host in parsed.list("add-host") {
        let (name, address) = host.split_once([':', '=']).ok_or_else(|| {
            Refused::value(
                "--add-host",
                host,
                &format!("bad format for add-host: {host:?}"),
            )
        })?;
        if address != "host-gateway" && address.parse::<std::net::IpAddr>().is_err() {
            return Err(Refused::value(
                "--add-host",
                host,
                &format!("invalid IP address in add-host: {address:?}"),
            ));
        }
        config
            .extra_hosts
            .push((name.to_owned(), address.to_owned()));
    }
    config.kernel = kernel::read(parsed)?;
    for text in &config.expose {
        exposed(text).ok_or_else(|| {
            format!("invalid range format for --expose: {text}, error: strconv.ParseUint: parsing {text:?}: invalid syntax")
        })?;
    }
    if let Some(folder) = Some(&config.working_dir).filter(|f| !f.is_empty() && !f.starts_with('/'))
    {
        return Err(format!(
            "Error response from daemon: the working directory '{folder}' is invalid, it needs to be an absolute path"
        ).into());
    }
    if let Some(signal) = config.stop_signal.as_ref().filter(|s| !stop::is_signal(s)) {
        return Err(format!("Error response from daemon: invalid signal: {signal}").into());
    }
    config.read_only = parsed.is("read-only");
    if let Some(asked) = parsed.text("platform") {
        platform(w, w.hosts.jobs[job].machine, asked)?;
    }
    share::read(parsed, &mut config)?;
    if let Some(text) = parsed.text("ip") {
        let address = text.parse().ok();
        config.address =
            Some(address.ok_or_else(|| {
                format!("Error response from daemon: invalid IPv4 address: {text}")
            })?);
        let user_defined =
            |n: &(String, Vec<String>)| !matches!(n.0.as_str(), "bridge" | "host" | "none");
        if !config.networks.iter().any(user_defined) {
            return Err("Error response from daemon: invalid config for network bridge: invalid endpoint settings:\nuser specified IP address is supported on user defined networks only".into());
        }
    }
    config.health = health(parsed)?;
    Ok(config)
}

fn not_a_number(text: &str) -> String {
    format!("strconv.ParseInt: parsing {text:?}: invalid syntax")
}

/// The variables of `--env-file` and `--env`; a name alone takes the shell's.
pub(in crate::host::docker) fn environment(
    w: &World,
    job: JobKey,
    parsed: &Parsed,
) -> Result<BTreeMap<String, String>, Refused> {
    let shell = &w.hosts.jobs[job].process.env;
    let mut environment = BTreeMap::new();
    let mut set = |line: &str| match line.split_once('=') {
        Some((name, value)) => {
            environment.insert(name.to_owned(), value.to_owned());
        }
        None => {
            if let Some(value) = shell.get(line) {
                environment.insert(line.to_owned(), value.clone());
            }
        }
    };
    for path in parsed.list("env-file") {
        let text = read_file(w, job, path)
            .map_err(|error| format!("open {path}: {}", error.to_string().to_lowercase()))?;
        for line in text
            .lines()
            .map(str::trim_start)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let name = line.split('=').next().unwrap_or_default();
            if name.is_empty() {
                return Err(format!(
                    "invalid env file ({path}): no variable name on line '{line}'"
                )
                .into());
            }
            if name.contains(char::is_whitespace) {
                return Err(format!(
                    "invalid env file ({path}): variable '{name}' contains whitespaces"
                )
                .into());
            }
            set(line);
        }
    }
    for line in parsed.list("env") {
        if line.is_empty() || line.starts_with('=') {
            return Err(Refused::value(
                "-e, --env",
                line,
                &format!("invalid environment variable: {line}"),
            ));
        }
        set(line);
    }
    Ok(environment)
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}

/// Reads `port[-port][/protocol]`.
pub(in crate::host::docker) fn exposed(text: &str) -> Option<(RangeInclusive<u16>, &str)> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = range(ports)?;
    Some((first..=last, protocol))
}

/// Takes a platform that is the machine's own: a program of another processor would need an emulator.
///
/// # Errors
/// Any other, as not modelled.
pub(in crate::host::docker) fn platform(
    w: &World,
    machine: MachineKey,
    asked: &str,
) -> Result<(), Refused> {
    let own = crate::host::architecture(w, machine);
    let mut parts = asked.split('/');
    let system = parts.next().unwrap_or_default();
    let processor = if system == "linux" {
        parts.next()
    } else {
        Some(system)
    };
    let same = processor.is_none_or(|p| match p {
        "x86_64" | "x86-64" => own == "amd64",
        "aarch64" => own == "arm64",
        p => p == own,
    });
    if same {
        return Ok(());
    }
    Err(Refused::NotModelled(format!(
        "the platform {asked} on a machine of linux/{own}"
    )))
}

/// Reads `[[ip:]host:]container[/protocol]`, ranges included.
pub(in crate::host::docker) fn publish(text: &str) -> Result<Vec<Publish>, String> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    if !matches!(protocol, "tcp" | "udp" | "sctp") {
        return Err(format!("Invalid proto: {protocol}"));
    }
    let mut parts: Vec<&str> = ports.rsplitn(3, ':').collect();
    parts.reverse();
    let (ip, host, container) = match parts[..] {
        [container] => ("", "", container),
        [host, container] => ("", host, container),
        [ip, host, container] => (ip, host, container),
        _ => return Err(format!("invalid publish opts format: {text}")),
    };
    let container = range(container).filter(|r| r.0 > 0).ok_or_else(|| {
        if container.is_empty() {
            format!("No port specified: {text}<empty>")
        } else {
            format!("Invalid containerPort: {container}")
        }
    })?;
    let host = match host {
        "" | "0" => None,
        host => Some(range(host).ok_or_else(|| format!("Invalid hostPort: {host}"))?),
    };
    let host_ip = match ip {
        "" => Ipv4Addr::UNSPECIFIED,
        "localhost" => Ipv4Addr::LOCALHOST,
        ip => ip
            .parse()
            .map_err(|_| format!("Invalid ip address: {ip}"))?,
    };
    let many = container.1 - container.0;
    let one_by_one = host.is_some_and(|h| h.1 - h.0 == many);
    if many > 0 && host.is_some() && !one_by_one {
        return Err(format!(
            "Invalid ranges specified for container and host Ports: {}",
            text.split('/').next().unwrap_or(text)
        ));
    }
    let each = (0..=many).map(|i| Publish {
        host_ip,
        host: host.map(|h| if one_by_one { (h.0 + i, h.0 + i) } else { h }),
        container_port: container.0 + i,
        protocol: protocol.to_owned(),
    });
    Ok(each.collect())
}

/// Reads `[source:]target[:options]` of `-v`.
fn bind(text: &str, absolute: &dyn Fn(&str) -> String) -> Result<Mount, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, options) = match parts[..] {
        [target] => ("", target, ""),
        [source, target] => (source, target, ""),
        [source, target, options] => (source, target, options),
        _ => return Err(format!("invalid volume specification: '{text}'")),
    };
    if target.is_empty() {
        return Err(format!(
            "invalid spec: {text}: empty section between colons"
        ));
    }
    const MODES: [&str; 15] = [
        "",
        "ro",
        "rw",
        "z",
        "Z",
        "nocopy",
        "shared",
        "slave",
        "private",
        "rshared",
        "rslave",
        "rprivate",
        "cached",
        "delegated",
        "consistent",
    ];
    if let Some(mode) = options.split(',').find(|mode| !MODES.contains(mode)) {
        return Err(format!("Error response from daemon: invalid mode: {mode}"));
    }
    let path = source.starts_with(['/', '.', '~']);
    Ok(Mount {
        source: if path {
            Source::Bind(absolute(source))
        } else {
            Source::Volume(source.to_owned())
        },
        target: target.to_owned(),
        read_only: options.split(',').any(|o| o == "ro"),
        create: true,
    })
}

/// Reads `type=..,source=..,target=..[,readonly]` of `--mount`.
fn mount(text: &str) -> Result<Mount, Refused> {
    let wrong = |why: &str| Refused::value("--mount", text, why);
    let (mut kind, mut source, mut target, mut read_only) = ("volume", "", "", false);
    for field in text.split(',') {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        match name {
            "type" => kind = value,
            "source" | "src" => source = value,
            "target" | "destination" | "dst" => target = value,
            "readonly" | "ro" => read_only = value != "false",
            _ if field.contains('=') => {
                return Err(wrong(&format!("unexpected key '{name}' in '{field}'")));
            }
            _ => {
                let why = format!("invalid field '{field}' must be a key=value pair");
                return Err(wrong(&why));
            }
        }
    }
    if target.is_empty() {
        return Err(wrong("target is required"));
    }
    let source = match kind {
        "volume" => Source::Volume(source.to_owned()),
        "bind" if source.is_empty() => {
            return Err(format!(
                "{DAEMON}invalid mount config for type \"bind\": field Source must not be empty"
            )
            .into());
        }
        "bind" => Source::Bind(source.to_owned()),
        "tmpfs" => Source::Tmpfs,
        other => {
            return Err(format!(
                "{DAEMON}invalid mount config for type {other:?}: mount type unknown"
            )
            .into());
        }
    };
    Ok(Mount {
        source,
        target: target.to_owned(),
        read_only,
        create: false,
    })
}

/// What `--health-*` and `--no-healthcheck` say; none leaves the image's check.
fn health(parsed: &Parsed) -> Result<Option<HealthConfig>, Refused> {
    let mut check = HealthConfig::default();
    if let Some(command) = parsed.text("health-cmd").filter(|c| !c.is_empty()) {
        check.test = vec!["CMD-SHELL".to_owned(), command.to_owned()];
    }
    // A zero leaves the image's, or Docker's default.
    let time = |name: &str| match parsed.text(name) {
        None => Ok(None),
        Some(text) => match ComposeDuration::parse(text) {
            Ok(d) if d.0 >= 0 => {
                let time = Duration::from_nanos(d.0.unsigned_abs());
                Ok((!time.is_zero()).then_some(time))
            }
            Ok(_) => Err(format!("--{name} cannot be negative").into()),
            Err(why) => Err(Refused::value(&format!("--{name}"), text, &why)),
        },
    };
    check.interval = time("health-interval")?;
    check.timeout = time("health-timeout")?;
    check.start_period = time("health-start-period")?;
    if let Some(retries) = parsed.text("health-retries") {
        let number: i64 = retries
            .parse()
            .map_err(|_| Refused::value("--health-retries", retries, &not_a_number(retries)))?;
        let number =
            u32::try_from(number).map_err(|_| "--health-retries cannot be negative".to_owned())?;
        check.retries = (number > 0).then_some(number);
    }
    let asked = check != HealthConfig::default();
    if !parsed.is("no-healthcheck") {
        return Ok(asked.then_some(check));
    }
    if asked {
        return Err("--no-healthcheck conflicts with --health-* options".into());
    }
    Ok(Some(HealthConfig::none()))
}
