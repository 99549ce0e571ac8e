//! The application's files, carried to the machine, with what the way of working adds to them.

use std::fmt::Write as _;

use super::host::Host;
use super::layout::{Layout, carried, compose_files, folder};
use super::{Ec2, RunWith};
use crate::app::files::{Role, SourceFile};
use crate::app::mounts::Bound;
use crate::app::service::{MountType, Service};
use crate::aws::quote;
use crate::error::Cause;
use crate::strategy::app::PROXY_IMAGE;
use crate::strategy::{App, adds_start_period};

/// The file beside the Compose files that holds what a release and the careful way change.
pub const OVERRIDE: &str = "compose.paperboat.yaml";
/// The file beside the Compose files that holds the proxies before scaled services.
pub(super) const PROXY: &str = "compose.paperboat-scale.yaml";
/// The file that holds the variables of the shell that the Compose files use.
pub(super) const SHELL_ENV: &str = ".paperboat.env";

/// A file as it lies on the machine.
pub(in crate::strategy) struct Laid {
    /// Its path there.
    pub(in crate::strategy) path: String,
    /// What it holds.
    pub(in crate::strategy) text: String,
    /// Who may read it, as `chmod` takes it.
    pub(in crate::strategy) mode: &'static str,
    /// Whether the Compose file calls it a secret.
    pub(in crate::strategy) secret: bool,
}

/// The folders that the files and the mounts of an application need on the machine.
pub(in crate::strategy) fn folders(app: &App) -> Vec<String> {
    let layout = Layout::of(app);
    let mut folders: Vec<String> = carried(app)
        .map(|f| layout.there(folder(&f.path)))
        .collect();
    folders.push(layout.there(&app.directory));
    let mounted = app
        .mounts
        .iter()
        .filter(|(_, bound)| **bound == Bound::Folder);
    folders.extend(mounted.map(|(path, _)| layout.there(path)));
    folders.sort();
    folders.dedup();
    folders
}

/// The files that an application has on the machine, in the order in which they are put there.
pub(in crate::strategy) fn laid(app: &App, way: Ec2) -> Vec<Laid> {
    let layout = Layout::of(app);
    let here = layout.there(&app.directory);
    let laid = |file: &SourceFile| Laid {
        path: layout.there(&file.path),
        text: file.text().into_owned(),
        mode: mode(file),
        secret: file.role == Role::Secret,
    };
    let mut all: Vec<Laid> = carried(app).map(laid).collect();
    if !app.shell.is_empty() {
        let lines: Vec<String> = app
            .shell
            .iter()
            .map(|(k, v)| format!("{k}={}", dotenv(v)))
            .collect();
        all.push(Laid {
            path: format!("{here}/{SHELL_ENV}"),
            text: lines.join("\n") + "\n",
            mode: "600",
            secret: false,
        });
    }
    if way.run == RunWith::Compose {
        let text = additions(app, way);
        if !text.is_empty() {
            all.push(Laid {
                path: format!("{here}/{OVERRIDE}"),
                text,
                mode: "600",
                secret: false,
            });
        }
    }
    all
}

/// Puts all files in their places, and makes the external volumes and networks that nobody else makes.
pub(in crate::strategy) async fn carry(
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
) -> Result<(), Cause> {
    let folders: Vec<String> = folders(app).iter().map(|f| quote(f)).collect();
    host.run(&format!("mkdir -p {}", folders.join(" "))).await?;
    for file in laid(app, way) {
        host.put(&file.path, &file.text, file.mode).await?;
    }
    drop_stale(host, app).await?;
    carry_proxies(host, app, way).await?;
    externals(host, app, way).await
}

/// Removes files of the version before that Compose would find by itself and that this version does not have.
async fn drop_stale(host: &Host<'_, '_>, app: &App) -> Result<(), Cause> {
    let layout = Layout::of(app);
    let ours: Vec<String> = carried(app).map(|f| layout.there(&f.path)).collect();
    let theirs = |app| {
        let layout = Layout::of(app);
        compose_files(app).map(move |f| layout.there(&f.path))
    };
    let stale: Vec<String> = app
        .predecessors()
        .flat_map(theirs)
        .filter(|path| !ours.contains(path))
        .map(|path| quote(&path))
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    host.run(&format!("rm -f {}", stale.join(" ")))
        .await
        .map(drop)
}

/// Who may read a file on the machine. What a container mounts must be readable for the container's user, and a script
/// must be executable; everything else is for the person alone.
fn mode(file: &SourceFile) -> &'static str {
    match file.role {
        Role::Mount if file.content.starts_with(b"#!") => "755",
        Role::Mount | Role::Secret | Role::Config => "644",
        _ => "600",
    }
}

/// A value as an env file writes it: single quotes keep everything but themselves.
fn dotenv(value: &str) -> String {
    if !value.contains('\'') {
        return format!("'{value}'");
    }
    let escaped = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('$', "\\$");
    format!("\"{escaped}\"")
}

async fn externals(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    let docker = super::containers::docker(way);
    for volume in app.project.volumes.values().filter(|v| v.external) {
        host.run(&format!("{docker} volume create {}", quote(&volume.name)))
            .await?;
    }
    for network in app.project.networks.values().filter(|n| n.external) {
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
    Ok(())
}

/// Tells whether anything is laid over the application's own files.
pub(super) fn adds(app: &App, way: Ec2) -> bool {
    !additions(app, way).is_empty()
}

/// What is laid over the application's own files; empty for nothing.
fn additions(app: &App, way: Ec2) -> String {
    let mut text = String::new();
    for (name, service) in &app.project.services {
        let mut lines = Vec::new();
        if let Some(image) = built_or_replaced(app, name, service) {
            lines.push(format!("image: {image}"));
        }
        if way.careful() {
            careful(app, name, service, &mut lines);
        }
        if !lines.is_empty() {
            let _ = write!(text, "  {name}:\n    {}\n", lines.join("\n    "));
        }
    }
    if text.is_empty() {
        text
    } else {
        format!("services:\n{text}")
    }
}

/// The image of a release, or of a service that says only how to build one.
fn built_or_replaced<'a>(app: &'a App, name: &str, service: &'a Service) -> Option<&'a str> {
    let replaced = app.images.get(name).map(String::as_str);
    replaced.or_else(|| service.build.as_ref().and(service.image.as_deref()))
}

/// The policy that the careful way gives to what says none and runs on: it is back after a crash and after a reboot, and
/// stays down when somebody stopped it.
pub(super) const RESTART: &str = "unless-stopped";

/// Tells whether the careful way gives a service a restart policy: one that says none, and that is no job. Compose's
/// own default is `no`, so `check` and `plan` say it.
#[must_use]
pub fn adds_restart(app: &App, name: &str) -> bool {
    let Some(service) = app.project.services.get(name) else {
        return false;
    };
    let stated = service.restart.is_some()
        || (service.deploy.as_ref()).is_some_and(|deploy| deploy.restart_policy.is_some());
    !stated && !app.is_job(name)
}

fn careful(app: &App, name: &str, service: &Service, lines: &mut Vec<String>) {
    if adds_restart(app, name) {
        lines.push(format!("restart: {RESTART}"));
    }
    if let Some(seconds) = adds_start_period(app, name) {
        lines.push(format!("healthcheck: {{start_period: {seconds}s}}"));
    }
    if service.logging.is_none() {
        lines.push(
            "logging: {driver: json-file, options: {max-size: 10m, max-file: \"3\"}}".to_owned(),
        );
    }
    let public = app.entrances();
    if !service.ports.is_empty() && !public.iter().any(|e| e.service == name) {
        // Reachable from the machine itself, for tools and dumps, and from nowhere else.
        let local: Vec<String> = service
            .ports
            .iter()
            .filter_map(|p| {
                Some(format!(
                    "\"127.0.0.1:{}:{}/{}\"",
                    p.published.as_deref()?,
                    p.target,
                    p.protocol()
                ))
            })
            .collect();
        lines.push(format!("ports: !override [{}]", local.join(", ")));
    }
}

/// The public services of which several copies share one published port, so that a proxy stands before them.
pub(super) fn proxied(app: &App, way: Ec2) -> impl Iterator<Item = &str> {
    let careful = way.careful() && way.run == RunWith::Compose;
    let public = if careful { app.entrances() } else { Vec::new() };
    let scaled = app.scaled.iter().filter(|(_, n)| **n > 1);
    scaled
        .map(|(name, _)| name.as_str())
        .filter(move |name| public.iter().any(|e| e.service == *name))
}

/// Puts proxies before scaled services.
pub(super) async fn carry_proxies(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    let (mut services, mut configs) = (String::new(), String::new());
    for service in proxied(app, way) {
        proxy(app, service, &mut services, &mut configs);
    }
    if services.is_empty() {
        return Ok(());
    }
    let text = format!("services:\n{services}configs:\n{configs}");
    let here = Layout::of(app).there(&app.directory);
    host.put(&format!("{here}/{PROXY}"), &text, "600").await
}

/// The proxy before one service, and its configuration.
fn proxy(app: &App, service: &str, services: &mut String, configs: &mut String) {
    let mut entrances = app.entrances();
    entrances.retain(|e| e.service == service);
    let networks = app.project.services[service].networks.keys();
    let networks: Vec<String> = networks.cloned().collect();
    let mut servers = String::new();
    let mut ports = Vec::new();
    let mut upstream = String::new();
    for e in &entrances {
        let _ = writeln!(
            servers,
            "      server {{ listen {0}; location / {{ proxy_pass http://{service}:{0}; }} }}",
            e.target
        );
        ports.push(format!("\"{}:{}\"", e.published, e.target));
        upstream = format!("http://{service}:{}", e.target);
    }
    let _ = write!(
        services,
        "  {service}:\n    container_name: !reset null\n    ports: !reset []\n  {service}-proxy:\n    image: {PROXY_IMAGE}\n    \
         restart: unless-stopped\n    depends_on: [{service}]\n    \
         environment: {{UPSTREAM_URL: \"{upstream}\"}}\n    ports: [{}]\n    networks: [{}]\n    \
         configs: [{{source: {service}-proxy, target: /etc/nginx/conf.d/default.conf}}]\n",
        ports.join(", "),
        networks.join(", "),
    );
    let _ = write!(configs, "  {service}-proxy:\n    content: |\n{servers}");
}

/// Tells whether a mount is of a volume that has a name.
pub(super) fn named_volume(mount: &crate::app::service::Mount) -> bool {
    mount.kind == MountType::Volume && mount.source.is_some()
}
