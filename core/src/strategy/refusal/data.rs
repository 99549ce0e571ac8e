//! Databases that do not start on the data of the version that runs.

use super::{Found, Why};
use crate::app::service::{MountType, Service};
use crate::strategy::App;
use crate::strategy::app::split_reference;
use crate::workload::{Engine, is_data_directory};

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let Some((old, new)) = same_data(app, name, service) else {
        return;
    };
    let said = new.engine.refuses(&old.version, &new.version);
    // What says most is the longest line.
    if let Some(said) = said.iter().max_by_key(|line| line.len()) {
        let args: [(&str, &dyn std::fmt::Display); 3] =
            [("image", &new.image), ("was", &old.image), ("said", said)];
        found.at(name, "image", Why::OldData, &args);
    }
}

/// The databases whose users, passwords or database are others than those with which the version that runs made their
/// data, with what that is: they are read only while a data directory is empty. Whoever changed them inside the database
/// as well is right, so this is no refusal.
#[must_use]
pub fn other_logins(app: &App) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, service) in &app.project.services {
        let Some((old, new)) = same_data(app, name, service) else {
            continue;
        };
        let settings = |service: &Service| new.engine.settings(&service.variables());
        let (was, is) = (settings(old.service), settings(service));
        let other =
            |(user, password): (&String, &String)| was.passwords.get(user) != Some(password);
        let mut users = is.passwords.iter();
        let user = users.find(|login| other(*login)).map(|(user, _)| user);
        if let Some(what) = user.or(is.database.as_ref().filter(|_| is.database != was.database)) {
            all.push((name.clone(), what.clone()));
        }
    }
    all
}

/// A database by its image.
struct Database<'a> {
    engine: Engine,
    version: Vec<u64>,
    image: &'a str,
    service: &'a Service,
}

/// A database that keeps the data of one of the version that runs, whatever that is called: the old one and the new one.
fn same_data<'a>(
    app: &'a App,
    name: &str,
    service: &'a Service,
) -> Option<(Database<'a>, Database<'a>)> {
    let before = app.before.as_deref()?;
    let new = database(app, name, service)?;
    let place = place(service)?;
    let mut services = before.project.services.iter();
    let (name, old) = services.find(|(_, old)| self::place(old) == Some(place))?;
    let old = database(before, name, old).filter(|old| old.engine == new.engine)?;
    Some((old, new))
}

/// Which database a service is.
fn database<'a>(app: &App, name: &str, service: &'a Service) -> Option<Database<'a>> {
    let image = service.image.as_deref()?;
    let (repository, tag) = split_reference(image);
    let engine = Engine::of(&repository, app.profiles.get(name)?.kind)?;
    Some(Database {
        engine,
        version: engine.version(&tag),
        image,
        service,
    })
}

/// Where a database's data lie: a volume by its key, or a path of the machine.
fn place(service: &Service) -> Option<(&MountType, &str)> {
    let mut mounts = service.volumes.iter();
    let mount = mounts.find(|m| is_data_directory(&m.target) && !m.read_only)?;
    let source = mount
        .source
        .as_deref()
        .filter(|source| !source.is_empty())?;
    Some((&mount.kind, source))
}
