//! What an instance of the group does at its first boot: the script that is its user data.
//!
//! Nobody logs in to bring it up, so everything that the careful recipe types over SSH stands in it. What nobody should
//! read does not: user data is shown to whoever may describe the template, and to every program on the instance. It waits
//! in Secrets Manager, and the instance reads it with its role.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::{USER, WAY, data, ground, parts};
use crate::aws::quote;
use crate::strategy::ec2::carry::{Laid, folders, laid};
use crate::strategy::ec2::containers::{compose_with, wait};
use crate::strategy::ec2::host::install_plugin;
use crate::strategy::ec2::layout::Layout;
use crate::strategy::ec2::registry::sign_in_lines;
use crate::strategy::names::{secret, short};
use crate::strategy::secrets::Stored;
use crate::strategy::{App, is_secret};

/// The most bytes of user data before they are encoded (Amazon EC2 user guide, "Run commands when you launch an EC2
/// instance with user data input").
pub(in crate::strategy) const USER_DATA_MOST: usize = 16_384;

/// What ends the text of a file in the script.
const END: &str = "PAPERBOAT";
/// The owner under which files are stored that hold secrets.
const FILES: &str = "files";
/// The longest name of a file's secret; Secrets Manager allows 512 characters with the stem.
const NAME_MOST: usize = 200;

/// The files that go to Secrets Manager, by the secrets' names.
pub(super) fn secrets(app: &App) -> BTreeMap<String, String> {
    let laid = laid(app, WAY).into_iter();
    laid.filter(holds_secret)
        .map(|file| (secret_of(app, &file.path), file.text))
        .collect()
}

fn secret_of(app: &App, path: &str) -> String {
    let home = Layout::of(app).there("");
    let inside = path.strip_prefix(&format!("{home}/")).unwrap_or(path);
    secret(app, FILES, &short(inside, NAME_MOST))
}

/// Tells whether a file holds something that nobody should read: it is a secret of the Compose file, or one of its lines
/// gives a name a value that is one.
fn holds_secret(file: &Laid) -> bool {
    file.secret || file.text.lines().any(is_secret_line)
}

fn is_secret_line(line: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim().trim_start_matches("- ");
        text.trim_matches(['"', '\'', ' ']).to_owned()
    };
    let Some((name, value)) = line.split_once([':', '=']) else {
        return false;
    };
    let (name, value) = (bare(name), bare(value));
    // Names a variable whose value lies elsewhere.
    !value.starts_with('$') && is_secret(&name, &value)
}

/// The script. `stored` are the secrets of [`secrets`] by their names, `data` is where the data host is, if there is one.
pub(super) fn script(
    app: &App,
    region: &str,
    stored: &BTreeMap<String, Stored>,
    data: Option<Ipv4Addr>,
) -> String {
    let part = ground::part(app);
    let mut lines: Vec<String> = vec![
        "#!/bin/bash".to_owned(),
        // The first line that fails ends it: cloud-init says so, and the group replaces the instance.
        "set -eu".to_owned(),
        "dnf install -y docker".to_owned(),
        "systemctl enable --now docker".to_owned(),
        format!("usermod -aG docker {USER}"),
    ];
    lines.extend(install_plugin(&part));
    let folders: Vec<String> = folders(app).iter().map(|f| quote(f)).collect();
    lines.push(format!("mkdir -p {}", folders.join(" ")));
    let place = data.map(|at| data::place(app, parts::on_group(app, at)));
    for file in laid(app, WAY).into_iter().chain(place) {
        match stored.get(&secret_of(app, &file.path)) {
            Some(secret) => lines.extend(fetched(&file, region, secret)),
            None => lines.push(written(&file)),
        }
        lines.push(format!("chmod {} {}", file.mode, quote(&file.path)));
    }
    let home = Layout::of(app).there("");
    lines.push(format!("chown -R {USER}:{USER} {}", quote(&home)));
    for network in app.project.networks.values().filter(|n| n.external) {
        lines.push(format!("docker network create {}", quote(&network.name)));
    }
    // Compose asks for every external volume of its files, whichever services are started: that of a database which runs on
    // the data host stays empty here.
    for volume in app.project.volumes.values().filter(|v| v.external) {
        lines.push(format!("docker volume create {}", quote(&volume.name)));
    }
    lines.extend(sign_in_lines(&part));
    let (over, names): (&[&str], _) = match data {
        Some(_) => (&[parts::PLACE], parts::moving(app)),
        None => (&[], Vec::new()),
    };
    let names: String = names.iter().map(|n| format!(" {}", quote(n))).collect();
    let compose = compose_with(app, WAY, over);
    lines.push(format!("{compose} pull --quiet{names}"));
    lines.push(format!("{compose} up -d{}{names}", wait(&part, WAY)));
    lines.join("\n") + "\n"
}

/// A file whose text stands in the script.
fn written(file: &Laid) -> String {
    let mut end = END.to_owned();
    while file.text.lines().any(|line| line == end) {
        end.push('_');
    }
    let text = file.text.strip_suffix('\n').unwrap_or(&file.text);
    let lead = if text.is_empty() { "" } else { "\n" };
    format!("cat > {} << '{end}'{lead}{text}\n{end}", quote(&file.path))
}

/// A file that the instance reads with its role. News of a new role take a while to reach an instance, so it is asked for
/// until it is there; an instance that never gets it never answers, and is replaced.
fn fetched(file: &Laid, region: &str, secret: &Stored) -> [String; 3] {
    let path = quote(&file.path);
    // `$(...)` takes the line's end away, which a secret's file may have or not.
    let format = if file.text.ends_with('\n') {
        "%s\\n"
    } else {
        "%s"
    };
    [
        format!("touch {path}"),
        format!(
            "until text=$(aws secretsmanager get-secret-value --region {region} --secret-id {} --version-id {} --query SecretString --output text); do sleep 5; done",
            quote(&secret.arn),
            quote(&secret.version_id),
        ),
        format!("printf '{format}' \"$text\" > {path}"),
    ]
}

/// Bytes of the script, as far as they are known before anything is stored.
pub(in crate::strategy) fn script_bytes(app: &App) -> usize {
    // The longest region's name, an ARN with its account, its random end, and a version's id.
    let stored = |name: String| {
        let arn =
            format!("arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:{name}-AbCdEf");
        let version_id = "0".repeat(36);
        (name, Stored { arn, version_id })
    };
    let app = &super::on_instance(app);
    let stored = secrets(app).into_keys().map(stored).collect();
    let data = (!parts::staying(app).is_empty()).then_some(Ipv4Addr::BROADCAST);
    script(app, "ap-southeast-1", &stored, data).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_gives_a_password_is_one() {
        assert!(is_secret_line("      DB_PASSWORD: hunter2"));
        assert!(is_secret_line("- DB_PASSWORD=hunter2"));
        assert!(is_secret_line(
            "DATABASE_URL: postgres://shop:hunter2@db:5432/shop"
        ));
        assert!(is_secret_line("SHOP_DB_PASSWORD='hunter2'"));
        assert!(!is_secret_line("      DB_PASSWORD: ${DB_PASSWORD}"));
        assert!(!is_secret_line("POSTGRES_PASSWORD_FILE: /run/secrets/db"));
        assert!(!is_secret_line("REDIS_URL: redis://cache:6379/0"));
        assert!(!is_secret_line("  - db_password"));
    }

    #[test]
    fn a_file_is_written_as_it_is() {
        let laid = |text: &str| Laid {
            path: "/home/a file".to_owned(),
            text: text.to_owned(),
            mode: "600",
            secret: false,
        };
        assert_eq!(
            written(&laid("a: $x\n")),
            "cat > '/home/a file' << 'PAPERBOAT'\na: $x\nPAPERBOAT"
        );
        assert_eq!(
            written(&laid("PAPERBOAT\n")),
            "cat > '/home/a file' << 'PAPERBOAT_'\nPAPERBOAT\nPAPERBOAT_"
        );
        assert_eq!(
            written(&laid("")),
            "cat > '/home/a file' << 'PAPERBOAT'\nPAPERBOAT"
        );
    }
}
