//! One `docker run` a container: what `docker compose` does, done by hand.

use super::Ec2;
use super::carry::{RESTART, adds_restart, named_volume};
use super::containers::docker;
use super::host::Host;
use super::layout::Layout;
use crate::app::service::{Condition, MountType, Service};
use crate::aws::quote;
use crate::cloud::Patience;
use crate::error::Cause;
use crate::recipe::Wait;
use crate::strategy::{App, adds_start_period};

/// How long a container may take to get healthy.
const HEALTHY: Patience = Patience::secs(5, 600);

/// The container's name: its own, or the service's.
fn container(name: &str, service: &Service) -> String {
    quote(service.container_name.as_deref().unwrap_or(name))
}

/// Pulls all images.
pub(super) async fn pull(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    let mut images: Vec<&str> = app
        .project
        .services
        .values()
        .filter_map(|s| s.image.as_deref())
        .collect();
    images.sort_unstable();
    images.dedup();
    for image in images {
        host.run(&format!("{} pull -q {}", docker(way), quote(image)))
            .await?;
    }
    Ok(())
}

/// Starts every service, each after those that it depends on.
pub(super) async fn start(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    let docker = docker(way);
    for network in app.project.networks.values().filter(|n| !n.external) {
        let name = quote(&network.name);
        if host
            .try_run(&format!("{docker} network inspect {name}"))
            .await?
            .exit_code
            != 0
        {
            host.run(&format!("{docker} network create {name}")).await?;
        }
    }
    for name in app.project.start_order() {
        let service = &app.project.services[name];
        for (other, dependency) in &service.depends_on {
            if let (Some(other_service), true) = (app.project.services.get(other), way.careful()) {
                wait_for(
                    host,
                    way,
                    &container(other, other_service),
                    dependency.condition,
                )
                .await?;
            }
        }
        run_one(host, app, way, name, service).await?;
    }
    Ok(())
}

/// Removes every container and starts it anew.
pub(super) async fn replace(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    let further = app
        .scaled
        .iter()
        .flat_map(|(name, n)| (2..=*n).map(move |n| format!("{name}-{n}")));
    let names: Vec<String> = app
        .project
        .services
        .iter()
        .map(|(n, s)| container(n, s))
        .chain(further)
        .collect();
    host.run(&format!("{} rm -f {}", docker(way), names.join(" ")))
        .await?;
    start(host, app, way).await?;
    scale(host, app, way).await
}

/// Starts further containers of scaled services, and removes those that are too many. A second one cannot publish the
/// same port: Docker says so.
pub(super) async fn scale(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    for (name, replicas) in &app.scaled {
        let Some(stated) = app.project.services.get(name) else {
            continue;
        };
        for n in 2..=*replicas {
            let mut service = stated.clone();
            service.container_name = Some(format!("{name}-{n}"));
            run_one(host, app, way, name, &service).await?;
        }
        let last = if *replicas == 0 {
            format!(" {}", container(name, stated))
        } else {
            String::new()
        };
        let listed = format!("{} ps -a --format '{{{{.Names}}}}'", docker(way));
        let there = host.run(&listed).await?;
        let surplus = there.lines().filter(|line| {
            let number = line.strip_prefix(&format!("{name}-"));
            let number = number.and_then(|n| n.parse::<u32>().ok());
            number.is_some_and(|n| n > 1 && n > *replicas)
        });
        let surplus: String = surplus.map(|line| format!(" {line}")).collect();
        if !surplus.is_empty() || !last.is_empty() {
            host.run(&format!("{} rm -f{surplus}{last}", docker(way)))
                .await?;
        }
    }
    Ok(())
}

async fn run_one(
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
    name: &str,
    service: &Service,
) -> Result<(), Cause> {
    let docker = docker(way);
    let container = container(name, service);
    // A bare `inspect` takes an image of this name as well.
    let known = host
        .try_run(&format!("{docker} container inspect {container}"))
        .await?
        .exit_code
        == 0;
    if known {
        return host
            .run(&format!("{docker} start {container}"))
            .await
            .map(drop);
    }
    let networks: Vec<&str> = service
        .networks
        .keys()
        .filter_map(|n| Some(app.project.networks.get(n)?.name.as_str()))
        .collect();
    let names = names(app, name, service);
    let mut command = format!("{docker} run -d --name {container}");
    if let Some(first) = networks.first() {
        command.push_str(&format!(" --network {}", quote(first)));
        for name in &names {
            command.push_str(&format!(" --network-alias {}", quote(name)));
        }
    }
    command.push_str(&flags(app, way, name, service));
    // `--entrypoint` takes one word; what follows it comes before the command.
    let mut entrypoint = service.entrypoint.iter().flatten();
    if let Some(program) = entrypoint.next() {
        command.push_str(&format!(" --entrypoint {}", quote(program)));
    }
    command.push_str(&format!(
        " {}",
        quote(service.image.as_deref().unwrap_or_default())
    ));
    for word in entrypoint.chain(service.command.iter().flatten()) {
        command.push_str(&format!(" {}", quote(word)));
    }
    host.run(&command).await?;
    for network in networks.iter().skip(1) {
        let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
        let connect = format!(
            "{docker} network connect --alias {} {} {container}",
            names.join(" --alias "),
            quote(network)
        );
        host.run(&connect).await?;
    }
    Ok(())
}

/// The names of a service on its networks, as Compose gives them: its own, its aliases, and what others link it as.
fn names<'a>(app: &'a App, name: &'a str, service: &'a Service) -> Vec<&'a str> {
    let details = service.networks.values().flatten();
    let aliases = details.flat_map(|network| network.aliases.iter().map(String::as_str));
    let links = app.project.services.values().flat_map(|s| &s.links);
    let linked = links.filter_map(|link| link.split_once(':'));
    let linked = linked.filter(|(target, _)| *target == name);
    let mut names = vec![name];
    for other in aliases.chain(linked.map(|(_, alias)| alias)) {
        if !names.contains(&other) {
            names.push(other);
        }
    }
    names
}

fn flags(app: &App, way: Ec2, name: &str, service: &Service) -> String {
    let mut out = String::new();
    let mut flag = |name: &str, value: &str| out.push_str(&format!(" {name} {}", quote(value)));
    let own = service.restart.as_deref();
    if let Some(policy) = own
        .or((way.careful() && adds_restart(app, name)).then_some(RESTART))
        .filter(|p| *p != "no")
    {
        flag("--restart", policy);
    }
    for port in &service.ports {
        let published = port
            .published
            .as_deref()
            .map_or(String::new(), |p| format!("{p}:"));
        let address = port
            .host_ip
            .as_deref()
            .map_or(String::new(), |ip| format!("{ip}:"));
        let protocol = if port.protocol() == "tcp" {
            String::new()
        } else {
            format!("/{}", port.protocol())
        };
        flag(
            "-p",
            &format!("{address}{published}{}{protocol}", port.target),
        );
    }
    for (name, value) in &service.environment {
        flag(
            "-e",
            &value
                .as_ref()
                .map_or_else(|| name.clone(), |v| format!("{name}={v}")),
        );
    }
    for mount in service.volumes.iter().filter(|m| named_volume(m)) {
        let source = mount.source.as_deref().unwrap_or_default();
        let name = app
            .project
            .volumes
            .get(source)
            .map_or(source, |v| v.name.as_str());
        let read_only = if mount.read_only { ":ro" } else { "" };
        flag("-v", &format!("{name}:{}{read_only}", mount.target));
    }
    let layout = Layout::of(app);
    for mount in service.volumes.iter().filter(|m| m.kind == MountType::Bind) {
        let source = mount.source.as_deref().unwrap_or_default();
        let ours = app.mounts.contains_key(source);
        let source = if ours {
            layout.there(source)
        } else {
            source.to_owned()
        };
        let read_only = if mount.read_only { ":ro" } else { "" };
        flag("-v", &format!("{source}:{}{read_only}", mount.target));
    }
    let objects = [
        (&service.secrets, &app.project.secrets, "/run/secrets/"),
        (&service.configs, &app.project.configs, "/"),
    ];
    for (mounts, known, folder) in objects {
        for mount in mounts {
            let Some(file) = known.get(&mount.source).and_then(|o| o.file.as_deref()) else {
                continue;
            };
            let target = mount.target.as_deref().unwrap_or(&mount.source);
            let folder = if target.starts_with('/') { "" } else { folder };
            flag("-v", &format!("{}:{folder}{target}:ro", layout.there(file)));
        }
    }
    if let Some(limit) = service.memory_limit() {
        flag("-m", &format!("{}m", limit.0 >> 20));
    }
    if let Some(cpus) = service.cpu_limit() {
        flag("--cpus", &cpus.to_string());
    }
    if let Some(check) = service.healthcheck.as_ref().filter(|h| !h.is_disabled()) {
        let command = match check.test.split_first() {
            Some((kind, rest)) if kind == "CMD-SHELL" => rest.join(" "),
            Some((_, rest)) => rest.iter().map(|w| quote(w)).collect::<Vec<_>>().join(" "),
            None => String::new(),
        };
        flag("--health-cmd", &command);
        for (name, time) in [
            ("--health-interval", check.interval),
            ("--health-timeout", check.timeout),
            ("--health-start-period", check.start_period),
        ] {
            if let Some(time) = time {
                flag(name, &format!("{}s", time.0 / 1_000_000_000));
            }
        }
        let added = adds_start_period(app, name).filter(|_| way.careful());
        if let Some(seconds) = added {
            flag("--health-start-period", &format!("{seconds}s"));
        }
        if let Some(retries) = check.retries {
            flag("--health-retries", &retries.to_string());
        }
    }
    out
}

/// Asks until a dependency is as far as its condition wants.
/// Waits until a container is in the condition on which another one waits.
pub(in crate::strategy) async fn wait_for(
    host: &Host<'_, '_>,
    way: Ec2,
    container: &str,
    condition: Condition,
) -> Result<(), Cause> {
    let (format, wanted) = match condition {
        Condition::ServiceStarted => return Ok(()),
        Condition::ServiceHealthy => ("{{.State.Health.Status}}", "healthy"),
        Condition::ServiceCompletedSuccessfully => {
            ("{{.State.Status}}:{{.State.ExitCode}}", "exited:0")
        }
    };
    let command = format!(
        "{} container inspect --format '{format}' {container}",
        docker(way)
    );
    let began = host.cx().cloud.clock().now();
    loop {
        let seen = host.run(&command).await?;
        let seen = seen.trim();
        if seen == wanted {
            return Ok(());
        }
        let waited = host.cx().cloud.clock().now().since(began);
        if waited > HEALTHY.limit || seen == "unhealthy" || seen.starts_with("exited:") {
            let log = host
                .try_run(&format!("{} logs --tail 10 {container}", docker(way)))
                .await?;
            return Err(Cause::TimedOut {
                waiting_for: Wait::DependencyReady,
                waited_s: waited.as_secs(),
                last_seen: format!("{container}: {seen}"),
                log: log
                    .stdout
                    .lines()
                    .chain(log.stderr.lines())
                    .map(str::to_owned)
                    .collect(),
            });
        }
        host.cx().cloud.clock().sleep(HEALTHY.every).await;
    }
}

/// The name of a service's first container.
pub(super) fn container_of(app: &App, service: &str) -> String {
    app.project
        .services
        .get(service)
        .map_or_else(|| quote(service), |stated| container(service, stated))
}
