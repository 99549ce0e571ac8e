//! The commands on images and registries.

use super::command::Outcome;
use super::flags::Parsed;
use super::format::{age, date, size};
use super::list::{self, Row};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::fetch::{Fetch, For, Policy};
use crate::host::docker::image;
use crate::host::docker::op::{Op, Voice};
use crate::host::docker::plan::{Failure, Plan};
use crate::host::{write_stderr, write_stdout};
use crate::world::World;

pub(super) fn pull(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if let Some(asked) = parsed.text("platform") {
        super::run::platform(w, client.machine, asked).map_err(|e| Failure::new(1, e))?;
    }
    if parsed.is("all-tags") {
        return Err(Failure::new(1, "paperboat: not modelled: --all-tags"));
    }
    let reference = &parsed.arguments[0];
    let quiet = parsed.is("quiet");
    let mut plan = Plan::tolerant();
    plan.add(
        Op::Fetch(Fetch::new(reference, Policy::Always, For::Pull { quiet })),
        &[],
    );
    Ok(Outcome::Work(plan))
}

pub(super) fn images(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let wanted = parsed.arguments.first().map(|a| image::split(a));
    let only_dangling = match parsed.list("filter").next_back() {
        None => None,
        Some("dangling=true") => Some(true),
        Some("dangling=false") => Some(false),
        Some(filter) => {
            return Err(Failure::new(
                1,
                format!("paperboat: not modelled: --filter {filter}"),
            ));
        }
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut images: Vec<_> = engine(w, client.machine).images.values().collect();
    images.sort_by_key(|i| std::cmp::Reverse(i.arrived));
    for local in images {
        let mut names: Vec<(String, String)> = local
            .tags
            .iter()
            .map(|t| image::split(t))
            .map(|(n, t)| (n.to_owned(), t[1..].to_owned()))
            .collect();
        let dangling = names.is_empty();
        if dangling {
            names.push((
                if wanted.is_some() {
                    local.repository.clone()
                } else {
                    "<none>".to_owned()
                },
                "<none>".to_owned(),
            ));
        }
        for (name, tag) in names {
            let fits = wanted
                .is_none_or(|(n, t)| n == name && (parsed.arguments[0] == n || t[1..] == tag));
            if !fits || only_dangling.is_some_and(|d| d != dangling) {
                continue;
            }
            let id = if parsed.is("no-trunc") {
                &local.id
            } else {
                &local.id[7..19]
            };
            rows.push(vec![
                ("Repository", name),
                ("Tag", tag),
                ("ID", id.to_owned()),
                (
                    "CreatedSince",
                    format!("{} ago", age(w.now.since(local.arrived))),
                ),
                ("CreatedAt", date(local.arrived)),
                ("Size", size(local.size())),
                ("Digest", local.id.clone()),
            ]);
        }
    }
    let columns = [
        ("Repository", "REPOSITORY"),
        ("Tag", "TAG"),
        ("ID", "IMAGE ID"),
        ("CreatedSince", "CREATED"),
        ("Size", "SIZE"),
    ];
    let text = list::show(parsed, &rows, &columns, ("ID", list::Listed::Images))?;
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

pub(super) fn rmi(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let mut code = 0;
    for reference in &parsed.arguments {
        match image::remove(w, client.machine, reference, parsed.is("force")) {
            Ok(lines) => write_stdout(w, client.job, &(lines.join("\n") + "\n")),
            Err(refusal) => {
                write_stderr(w, client.job, &format!("{}\n", refusal.said()));
                code = 1;
            }
        }
    }
    Ok(Outcome::Exit(code))
}

pub(super) fn tag(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let [source, target] = &parsed.arguments[..] else {
        return Ok(Outcome::Exit(1));
    };
    let refused = |r: &crate::host::docker::engine::Refusal| Voice::Plain.failure(r);
    let Some(id) = image::find(w, client.machine, source) else {
        return Err(Failure::new(
            1,
            format!(
                "Error response from daemon: No such image: {}",
                image::complete(source)
            ),
        ));
    };
    image::check_reference(target).map_err(|r| refused(&r))?;
    image::put_tag(w, client.machine, &id, image::complete(target));
    Ok(Outcome::Exit(0))
}

/// Asks as Docker does before it removes; without a terminal the answer is no unless `--force` is given.
pub(super) fn confirmed(w: &mut World, client: Client, parsed: &Parsed, warning: &str) -> bool {
    let forced = parsed.is("force");
    if !forced {
        write_stdout(
            w,
            client.job,
            &format!("WARNING! {warning}\nAre you sure you want to continue? [y/N] "),
        );
    }
    forced
}

pub(super) fn prune(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    super::system::no_filter(parsed)?;
    let all = parsed.is("all");
    let warning = if all {
        "This will remove all images without at least one container associated to them."
    } else {
        "This will remove all dangling images."
    };
    if confirmed(w, client, parsed, warning) {
        let (lines, freed) = pruned(w, client, all);
        let head = if lines.is_empty() {
            String::new()
        } else {
            format!("Deleted Images:\n{}\n\n", lines.join("\n"))
        };
        write_stdout(
            w,
            client.job,
            &format!("{head}Total reclaimed space: {}\n", size(freed)),
        );
    }
    Ok(Outcome::Exit(0))
}

/// Removes what is not used; gives the lines and the bytes.
pub(super) fn pruned(w: &mut World, client: Client, all: bool) -> (Vec<String>, u64) {
    let before = image::disk_use(w, client.machine);
    let mut lines = Vec::new();
    for id in image::unused(w, client.machine, all) {
        let tags = engine(w, client.machine)
            .images
            .get(&id)
            .map(|i| i.tags.clone())
            .unwrap_or_default();
        lines.extend(tags.iter().map(|t| format!("untagged: {t}")));
        let deleted = image::delete(w, client.machine, &id);
        lines.extend(deleted.iter().map(|l| l.replacen("Deleted", "deleted", 1)));
    }
    (lines, before - image::disk_use(w, client.machine))
}
