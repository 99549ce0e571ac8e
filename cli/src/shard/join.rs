//! From shards to one comparison: each of them once, all of them, of the same thing.

use std::path::Path;

use paperboat_rehearsal::Sample;

use super::partial::{Input, Partial, Unread};
use crate::exit::Exit;
use crate::ui::Ui;

/// What shards hold together.
#[derive(Clone, Debug)]
pub struct Joined {
    /// What is compared.
    pub input: Input,
    /// The version of the model, replaced numbers included.
    pub model: String,
    /// The numbers of the model that were read in any of them.
    pub read: Vec<String>,
    /// What was found under each seed, in their order, of all lanes.
    pub samples: Vec<Vec<Sample>>,
}

/// Reads shards, and joins them in their order, whatever the order of the files.
///
/// # Errors
/// The exit code, after it was said which file is no shard, damaged, of another version or input, or one too many, and which
/// shards are missing.
pub fn join(ui: &Ui, paths: &[String]) -> Result<Joined, Exit> {
    let mut shards = Vec::new();
    for path in paths {
        shards.push((path.as_str(), read(ui, path)?));
    }
    let Some((first_path, first)) = shards.first() else {
        return Err(ui.fail(Exit::Usage, "merge-nothing", &[]));
    };
    for (path, shard) in &shards {
        let said = [("path", *path), ("first", first_path)];
        if shard.model != first.model {
            let versions = [("was", shard.model.as_str()), ("is", &first.model)];
            return Err(ui.fail(Exit::Usage, "merge-other-model", &[said, versions].concat()));
        }
        let differs = shard.input.differs(&first.input);
        if !differs.is_empty() {
            let what: Vec<String> = differs.iter().map(|key| ui.text.get(key)).collect();
            let what = [("what", what.join(", "))];
            let what = what.each_ref().map(|(k, v)| (*k, v.as_str()));
            return Err(ui.fail(
                Exit::Usage,
                "merge-other-input",
                &[&said[..], &what].concat(),
            ));
        }
        if shard.shard.of != first.shard.of {
            let [is, of] = [shard.shard, first.shard].map(|s| s.to_string());
            let counts = [("shard", is.as_str()), ("other", &of)];
            return Err(ui.fail(Exit::Usage, "merge-other-count", &[said, counts].concat()));
        }
    }
    each_once(ui, &shards)?;
    shards.sort_by_key(|(_, partial)| partial.shard);
    let mut read: Vec<String> = Vec::new();
    let mut samples = Vec::new();
    let (input, model) = (shards[0].1.input.clone(), shards[0].1.model.clone());
    for (_, partial) in shards {
        read.extend(partial.read);
        samples.extend(partial.samples.into_iter().map(|seeded| seeded.lanes));
    }
    read.sort_unstable();
    read.dedup();
    Ok(Joined {
        input,
        model,
        read,
        samples,
    })
}

/// Refuses a shard that is there twice, and asks for those that are not there.
fn each_once(ui: &Ui, shards: &[(&str, Partial)]) -> Result<(), Exit> {
    let of = shards.first().map_or(0, |(_, partial)| partial.shard.of);
    let mut missing = Vec::new();
    for index in 1..=of {
        let mut these = shards.iter().filter(|(_, p)| p.shard.index == index);
        match (these.next(), these.next()) {
            (None, _) => missing.push(format!("{index}/{of}")),
            (Some(_), None) => {}
            (Some((first, partial)), Some((path, _))) => {
                let shard = partial.shard.to_string();
                let said = [("shard", shard.as_str()), ("path", path), ("first", first)];
                return Err(ui.fail(Exit::Usage, "merge-twice", &said));
            }
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let said = [
        ("shards", missing.join(", ")),
        ("count", missing.len().to_string()),
        ("of", of.to_string()),
    ];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    Err(ui.fail(Exit::Usage, "merge-missing", &said))
}

fn read(ui: &Ui, path: &str) -> Result<Partial, Exit> {
    let text = std::fs::read_to_string(Path::new(path)).map_err(|error| {
        let reason = error.to_string();
        let said = [("path", path), ("reason", &reason)];
        ui.fail(Exit::Io, "merge-unreadable", &said)
    })?;
    let other = |was: &str| {
        let said = [("path", path), ("was", was), ("is", Partial::PROGRAM)];
        ui.fail(Exit::Usage, "merge-other-program", &said)
    };
    let partial = Partial::read(&text).map_err(|unread| match unread {
        Unread::NoShard(reason) => {
            let said = [("path", path), ("reason", &reason)];
            ui.fail(Exit::Usage, "merge-no-shard", &said)
        }
        Unread::OtherForm(was) => other(&was),
    })?;
    if partial.paperboat != Partial::PROGRAM {
        return Err(other(&partial.paperboat));
    }
    if !partial.is_whole() {
        return Err(ui.fail(Exit::Usage, "merge-damaged", &[("path", path)]));
    }
    Ok(partial)
}
