//! The commands on images and registries.

use super::command::Outcome;
use super::flags::Parsed;
use super::format::{age, date, size};
use super::list::{self, Row};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::events::{self, Kind};
use crate::host::docker::fetch::{Fetch, For, Policy};
use crate::host::docker::image::{self, LocalImage};
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan};
use crate::host::shell::glob;
use crate::host::{write_stderr, write_stdout};
use crate::world::World;
use paperboat_core::time::Timestamp;

pub(super) fn pull(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if let Some(asked) = parsed.text("platform") {
        super::run::platform(w, client.machine, asked)
            .map_err(|why| Failure::new(1, why.to_string()))?;
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

/// What `docker images --filter` asks of an image.
enum Filter {
    Dangling(bool),
    /// A label, and its value when one is asked for.
    Label(String, Option<String>),
    Before(Timestamp),
    Since(Timestamp),
    /// A pattern for `REPOSITORY` or `REPOSITORY:TAG`, in which `*` stands for what has no slash.
    Reference(String),
}

impl Filter {
    fn fits(&self, local: &LocalImage, full: &str, dangling: bool) -> bool {
        let labels = local.profile.config.as_ref().map(|c| &c.labels);
        match self {
            Self::Dangling(wanted) => *wanted == dangling,
            Self::Label(name, wanted) => labels
                .and_then(|labels| labels.get(name))
                .is_some_and(|own| wanted.as_ref().is_none_or(|wanted| wanted == own)),
            Self::Before(at) => local.arrived < *at,
            Self::Since(at) => local.arrived > *at,
            Self::Reference(pattern) => {
                let name = full.rsplit_once(':').map_or(full, |(name, _)| name);
                matches_parts(pattern, full) || matches_parts(pattern, name)
            }
        }
    }
}

/// Matches part by part between slashes.
fn matches_parts(pattern: &str, text: &str) -> bool {
    let (patterns, parts) = (pattern.split('/'), text.split('/'));
    patterns.clone().count() == parts.clone().count()
        && patterns
            .zip(parts)
            .all(|(pattern, part)| glob(pattern, part))
}

fn read_filters(w: &World, client: Client, parsed: &Parsed) -> Result<Vec<Filter>, Failure> {
    let daemon = |why: String| Failure::new(1, format!("Error response from daemon: {why}"));
    let mut filters = Vec::new();
    for text in parsed.list("filter") {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let arrived = || {
            let id = image::find(w, client.machine, value);
            let id =
                id.ok_or_else(|| daemon(format!("No such image: {}", image::complete(value))))?;
            Ok(engine(w, client.machine).images[&id].arrived)
        };
        filters.push(match name {
            "dangling" => match value {
                "true" | "1" => Filter::Dangling(true),
                "false" | "0" => Filter::Dangling(false),
                _ => return Err(daemon(format!("invalid filter 'dangling=[{value}]'"))),
            },
            "label" => match value.split_once('=') {
                Some((label, value)) => Filter::Label(label.to_owned(), Some(value.to_owned())),
                None => Filter::Label(value.to_owned(), None),
            },
            "before" => Filter::Before(arrived()?),
            "since" => Filter::Since(arrived()?),
            "reference" => Filter::Reference(value.to_owned()),
            "until" => return Err(Failure::new(1, "paperboat: not modelled: --filter until")),
            _ => return Err(daemon(format!("invalid filter '{name}'"))),
        });
    }
    Ok(filters)
}

pub(super) fn images(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let wanted = parsed.arguments.first().map(|a| image::split(a));
    let filters = read_filters(w, client, parsed)?;
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
            let full = format!("{name}:{tag}");
            if !fits
                || !filters
                    .iter()
                    .all(|filter| filter.fits(local, &full, dangling))
            {
                continue;
            }
            let known = local.digests.iter();
            let mut known = known.filter_map(|known| known.split_once('@'));
            let digest = known.find(|(repository, _)| *repository == name);
            let digest = digest.map_or("<none>", |(_, digest)| digest).to_owned();
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
                ("Digest", digest),
            ]);
        }
    }
    let mut columns = vec![
        ("Repository", "REPOSITORY"),
        ("Tag", "TAG"),
        ("ID", "IMAGE ID"),
        ("CreatedSince", "CREATED"),
        ("Size", "SIZE"),
    ];
    if parsed.is("digests") {
        columns.insert(2, ("Digest", "DIGEST"));
    }
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
    let Some(id) = image::find(w, client.machine, source) else {
        return Err(Failure::new(
            1,
            format!(
                "Error response from daemon: No such image: {}",
                image::complete(source)
            ),
        ));
    };
    image::check_reference(target).map_err(|r| {
        let why = r.0;
        let words =
            format!("Error parsing reference: {target:?} is not a valid repository/tag: {why}");
        Failure::new(1, words)
    })?;
    let full = image::complete(target);
    let told = [("name", full.as_str())];
    events::tell(w, client.machine, Kind::Image, "tag", &id, &told);
    image::put_tag(w, client.machine, &id, full);
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
    super::system::no_filter(parsed, &["dangling", "label", "label!", "until"])?;
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
