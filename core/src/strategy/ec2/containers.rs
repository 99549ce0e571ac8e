//! The containers on the machine: pulled, started, replaced, listed.

use super::carry::{OVERRIDE, PROXY, SHELL_ENV, adds, proxied};
use super::host::Host;
use super::layout::{Layout, compose_files, folder};
use super::{Care, Ec2, RunWith, plain};
use crate::app::files::SourceFile;
use crate::app::service::Mount;
use crate::aws::host::ExecOutput;
use crate::aws::quote;
use crate::error::Cause;
use crate::strategy::mounts::contents;
use crate::strategy::{App, Replica, content, is_machine};

/// `docker`, as the user of the way of working may call it.
pub(in crate::strategy) fn docker(way: Ec2) -> &'static str {
    match way.care {
        // The group takes effect at the next login, which tutorials do not wait for.
        Care::Naive => "sudo docker",
        Care::Careful => "docker",
    }
}

/// `docker compose` with its files and options, in the folder where the application's first file lies.
pub(super) fn compose(app: &App, way: Ec2) -> String {
    compose_with(app, way, &[])
}

/// The same with further files of that folder, which are laid over all others.
pub(in crate::strategy) fn compose_with(app: &App, way: Ec2, over: &[&str]) -> String {
    let layout = Layout::of(app);
    let here = layout.there(&app.directory);
    let relative = |path: String| {
        let inside = path.strip_prefix(&format!("{here}/")).map(str::to_owned);
        quote(&inside.unwrap_or(path))
    };
    let mut command = format!("cd {} && {} compose", quote(&here), docker(way));
    if !names_itself(app, folder_name(&here)) {
        command.push_str(&format!(" -p {}", app.name));
    }
    let mut files: Vec<String> = compose_files(app)
        .map(|f| relative(layout.there(&f.path)))
        .collect();
    if adds(app, way) {
        files.push(OVERRIDE.to_owned());
    }
    if proxied(app, way).next().is_some() {
        files.push(PROXY.to_owned());
    }
    files.extend(over.iter().map(|name| (*name).to_owned()));
    if files.len() > 1
        || !files
            .iter()
            .all(|file| FOUND_BY_COMPOSE.contains(&file.as_str()))
    {
        for file in files {
            command.push_str(&format!(" -f {file}"));
        }
    }
    let mut variables: Vec<String> = app
        .env_files
        .iter()
        .map(|f| relative(layout.there(f)))
        .collect();
    if !app.shell.is_empty() {
        let dotenv = app
            .files
            .iter()
            .find(|f| f.path == format!("{}/.env", app.directory));
        if let (true, Some(file)) = (variables.is_empty(), dotenv) {
            variables.push(relative(layout.there(&file.path)));
        }
        variables.push(SHELL_ENV.to_owned());
    }
    for file in variables {
        command.push_str(&format!(" --env-file {file}"));
    }
    for profile in &app.profiles_enabled {
        command.push_str(&format!(" --profile {}", quote(profile)));
    }
    let first = compose_files(app).next().map_or("", |f| folder(&f.path));
    if first != app.directory {
        command.push_str(" --project-directory .");
    }
    command
}

/// The file names that Compose looks for by itself.
const FOUND_BY_COMPOSE: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];

/// Tells whether Compose comes to the project's name without being told: by `name:` or by the folder.
fn names_itself(app: &App, folder: &str) -> bool {
    let says = |f: &SourceFile| f.text().lines().any(|line| line.starts_with("name:"));
    app.name == folder || compose_files(app).any(says)
}

fn folder_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Waiting is for services: Compose takes a job that ended for one that failed.
///
/// With a limit: a container that its restart policy starts again and again is never unhealthy, and `--wait` alone would
/// wait for it for ever.
pub(in crate::strategy) fn wait(app: &App, way: Ec2) -> String {
    let jobs = app.project.services.keys().any(|name| app.is_job(name));
    if jobs || !way.careful() {
        String::new()
    } else {
        format!(" --wait --wait-timeout {}", patience(app))
    }
}

/// Seconds until somebody gives up: three times all boots one after the other, and two minutes for health checks, in whole
/// minutes (own choice).
pub(in crate::strategy) fn patience(app: &App) -> u64 {
    let boots: f64 = app.profiles.values().map(|profile| profile.boot_s).sum();
    let seconds = (120.0 + 3.0 * boots).min(1_500.0);
    (seconds / 60.0).ceil() as u64 * 60
}

/// Pulls all images.
pub(super) async fn pull(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    match way.run {
        RunWith::Compose => host
            .run(&format!("{} pull --quiet", compose(app, way)))
            .await
            .map(drop),
        RunWith::Docker => plain::pull(host, app, way).await,
    }
}

/// Starts everything.
pub(super) async fn start(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    match (way.run, way.care) {
        (RunWith::Compose, _) => host
            .run(&format!(
                "{} up -d{}{}",
                compose(app, way),
                wait(app, way),
                counts(app)
            ))
            .await
            .map(drop),
        (RunWith::Docker, _) => plain::start(host, app, way).await,
    }
}

/// Replaces what runs by what was carried.
pub(super) async fn replace(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    match (way.run, way.care) {
        (RunWith::Compose, Care::Naive) => {
            host.run(&format!("{} down", compose(app, way))).await?;
            start(host, app, way).await
        }
        (RunWith::Compose, Care::Careful) => {
            let command = format!(
                "{} up -d{}{} --remove-orphans",
                compose(app, way),
                wait(app, way),
                counts(app)
            );
            host.run(&command).await?;
            // Compose compares what files say of a container, and not what the files that it mounts hold.
            let stale = other_files(app);
            if stale.is_empty() {
                return Ok(());
            }
            let names: Vec<String> = stale.iter().map(|name| quote(name)).collect();
            let command = format!(
                "{} up -d{}{} --force-recreate --no-deps {}",
                compose(app, way),
                wait(app, way),
                counts(app),
                names.join(" ")
            );
            host.run(&command).await.map(drop)
        }
        (RunWith::Docker, _) => plain::replace(host, app, way).await,
    }
}

/// The services that Compose leaves alone, because nothing that the files say of them changed, and that mount files, configs
/// or secrets of another content than before.
fn other_files(app: &App) -> Vec<&str> {
    let Some(before) = &app.before else {
        return Vec::new();
    };
    let held = |app: &App, name: &str| -> Vec<Option<String>> {
        let service = &app.project.services[name];
        let configs = service.configs.iter();
        let configs = configs.map(|m| app.project.configs.get(&m.source));
        let secrets = service.secrets.iter();
        let secrets = secrets.map(|m| app.project.secrets.get(&m.source));
        // What fills an empty database is read once.
        let again = |m: &&Mount| !m.target.starts_with("/docker-entrypoint-initdb.d");
        let mounted = service.volumes.iter().filter(again);
        let mounted = mounted.flat_map(|m| contents(app, m));
        let mounted = mounted.map(|(path, text)| Some(format!("{path}\n{text}")));
        let objects = configs.chain(secrets);
        objects
            .map(|object| content(app, object?))
            .chain(mounted)
            .collect()
    };
    let services = app.project.services.iter();
    let same = services.filter(|(name, service)| {
        let images = (app.images.get(*name), before.images.get(*name));
        before.project.services.get(*name) == Some(service) && images.0 == images.1
    });
    same.map(|(name, _)| name.as_str())
        .filter(|name| held(app, name) != held(before, name))
        .collect()
}

/// Runs as many containers of each service as it is scaled to.
pub(super) async fn scale(host: &Host<'_, '_>, app: &App, way: Ec2) -> Result<(), Cause> {
    match way.run {
        RunWith::Compose => start(host, app, way).await,
        RunWith::Docker => plain::scale(host, app, way).await,
    }
}

/// The counts that somebody scaled services to, as Compose takes them.
fn counts(app: &App) -> String {
    let scaled = app.scaled.iter();
    let scaled = scaled.filter(|(name, _)| app.project.services.contains_key(*name));
    scaled
        .map(|(name, n)| format!(" --scale {}={n}", quote(name)))
        .collect()
}

/// Lists the application's containers.
pub(in crate::strategy) async fn list(
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
) -> Result<Vec<Replica>, Cause> {
    let format = "{{.Names}}|{{.State}}|{{.Status}}|{{.Image}}";
    let filter = match way.run {
        RunWith::Compose => format!(" --filter label=com.docker.compose.project={}", app.name),
        RunWith::Docker => String::new(),
    };
    let out = host
        .run(&format!(
            "{} ps -a{filter} --format '{format}'",
            docker(way)
        ))
        .await?;
    let replica = |line: &str| {
        let mut parts = line.split('|');
        let (id, state, status, image) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let health = ["(healthy)", "(unhealthy)", "(health: starting)"]
            .into_iter()
            .find(|h| status.contains(h));
        let health = health
            .map(|h| h.trim_matches(['(', ')']))
            .unwrap_or_default();
        Some(Replica {
            service: service_of(app, id).unwrap_or_default(),
            id: id.to_owned(),
            state: state.to_owned(),
            health: health.to_owned(),
            image: image.to_owned(),
        })
    };
    Ok(out.lines().filter_map(replica).collect())
}

/// The service of a container's name.
pub(super) fn service_of(app: &App, container: &str) -> Option<String> {
    let fits = |(name, service): &(&String, &crate::app::service::Service)| {
        service.container_name.as_deref() == Some(container)
            || container == name.as_str()
            || container
                .strip_prefix(&format!("{}-{name}-", app.name))
                .is_some_and(|n| n.parse::<u32>().is_ok())
    };
    app.project
        .services
        .iter()
        .find(fits)
        .map(|(name, _)| name.clone())
}

/// The last lines that a service's containers wrote.
pub(in crate::strategy) async fn logs(
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
    service: &str,
    tail: u32,
) -> Result<Vec<String>, Cause> {
    let command = match way.run {
        RunWith::Compose => {
            let compose = compose(app, way);
            format!(
                "{compose} logs --no-log-prefix --tail {tail} {}",
                quote(service)
            )
        }
        RunWith::Docker => {
            let container = plain::container_of(app, service);
            format!("{} logs --tail {tail} {container}", docker(way))
        }
    };
    let output = host.try_run(&command).await?;
    let lines = output.stdout.lines().chain(output.stderr.lines());
    Ok(lines.map(str::to_owned).collect())
}

/// Runs a command on the machine, or in the first container of a service.
pub(in crate::strategy) async fn exec(
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
    target: &str,
    command: &[String],
) -> Result<ExecOutput, Cause> {
    if is_machine(app, target) {
        // One word is a command line of its own, as ssh takes it; several are quoted one by one.
        let line = match command {
            [line] => line.clone(),
            words => words.iter().map(|w| quote(w)).collect::<Vec<_>>().join(" "),
        };
        return host.try_run(&line).await;
    }
    let words: Vec<String> = command.iter().map(|w| quote(w)).collect();
    let words = words.join(" ");
    let line = match way.run {
        RunWith::Compose => format!("{} exec -T {} {words}", compose(app, way), quote(target)),
        RunWith::Docker => format!(
            "{} exec {} {words}",
            docker(way),
            plain::container_of(app, target)
        ),
    };
    host.try_run(&line).await
}
