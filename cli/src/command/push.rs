//! Images that somebody pushes to the registries of a simulated deployment.

use paperboat_core::reference::Reference;
use paperboat_core::strategy::Said;
use serde::Serialize;

use super::verbs::ended;
use crate::args;
use crate::deployment::Deployment;
use crate::exit::Exit;
use crate::ui::Ui;

/// An image that a registry holds now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pushed {
    image: String,
    digest: String,
    /// Compressed.
    bytes: u64,
}

/// Puts images into the registries of a simulated deployment. It takes no simulated time: the person's computer and its
/// line are not part of the world.
pub fn push(ui: &Ui, args: &args::Push) -> Exit {
    ended(try_push(ui, args))
}

fn try_push(ui: &Ui, args: &args::Push) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    for image in &args.images {
        let parsed = Reference::parse(image);
        let wrong = |why: &str| {
            let said = [("image", image.as_str()), ("why", why)];
            ui.fail(Exit::Usage, "push-reference", &said)
        };
        match parsed {
            Err(why) => return Err(wrong(&why)),
            Ok(parsed) if parsed.digest.is_some() => {
                return Err(ui.fail(Exit::Usage, "push-digest", &[("image", image)]));
            }
            Ok(_) => {}
        }
    }
    let said = Said {
        size: args.image_size,
        boot_time: args.boot_time,
        memory: args.memory,
    };
    let app = deployment.app().clone();
    let mut pushed = Vec::new();
    for image in &args.images {
        let new = app.pushed(image, &said);
        let bytes = new.profile.pull_bytes;
        let Some(digest) = deployment.push(new) else {
            return Err(ui.fail(Exit::Usage, "push-outside", &[("image", image)]));
        };
        pushed.push(Pushed {
            image: image.clone(),
            digest,
            bytes,
        });
    }
    // What runs may be older than its tag from now on.
    let references = args.images.iter().filter_map(|i| Reference::parse(i).ok());
    let references = references.map(|reference| reference.to_string());
    deployment.kept.moved.extend(references);
    deployment.save(ui)?;
    if ui.json {
        ui.json(&pushed);
        return Ok(Exit::Success);
    }
    for Pushed {
        image,
        digest,
        bytes,
    } in &pushed
    {
        let size = format!("{:.1}", *bytes as f64 / 1e6);
        let said = [
            ("image", image.as_str()),
            ("digest", digest),
            ("size", &size),
        ];
        ui.out(&ui.text.with("push-done", &said));
    }
    let uses = |image: &String| {
        let repository = |name: &str| Reference::parse(name).ok().map(|r| r.repository);
        let mut services = app.project.services.iter();
        let same =
            services.find(|(_, s)| s.image.as_deref().and_then(repository) == repository(image));
        same.map(|(service, _)| (service.clone(), image.clone()))
    };
    let (service, image) = args.images.iter().find_map(uses).unwrap_or_else(|| {
        let service = app.project.services.keys().next();
        (service.cloned().unwrap_or_default(), args.images[0].clone())
    });
    let next = [
        ("name", deployment.name.as_str()),
        ("service", &service),
        ("image", &image),
    ];
    ui.out(&ui.text.with("push-next", &next));
    Ok(Exit::Success)
}
