//! The AWS CLI, as far as a machine with a role needs it: Amazon Linux 2023 has it, Ubuntu's image has not.

use std::collections::BTreeMap;

use paperboat_core::facts::ECR_REGIONS;

use super::super::super::{JobKey, Progress, Running, write_stderr, write_stdout};
use super::{CONFIGURATION, GENERAL, REFUSED, USAGE};
use crate::id::{ACCOUNT, Endpoint, REGION};
use crate::model::Timing;
use crate::registry::{self, Bearer};
use crate::world::World;
use crate::{iam, secretsmanager};

/// What is left of a command line without the options that every command has.
struct Words<'a> {
    region: &'a str,
    command: Vec<&'a str>,
    /// The options of a command, with their values.
    options: BTreeMap<&'a str, &'a str>,
    output: &'a str,
}

/// The options with a value that some command takes.
const OPTIONS: [&str; 3] = ["--query", "--secret-id", "--version-id"];

/// Takes the options apart.
///
/// # Errors
/// An option that is not modelled.
fn read(argv: &[String]) -> Result<Words<'_>, &str> {
    let (mut region, mut command, mut output) = (REGION, Vec::new(), "json");
    let mut options = BTreeMap::new();
    let mut words = argv.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("--region", "") => region = words.next().unwrap_or_default(),
            ("--region", value) => region = value,
            ("--no-cli-pager", _) => {}
            ("--output", "") => output = words.next().unwrap_or_default(),
            ("--output", value) => output = value,
            (option, "") if OPTIONS.contains(&option) => {
                options.insert(option, words.next().unwrap_or_default());
            }
            (option, value) if OPTIONS.contains(&option) => drop(options.insert(option, value)),
            (option, _) if option.starts_with('-') => return Err(word),
            _ => command.push(word),
        }
    }
    if !["json", "text"].contains(&output) {
        return Err(output);
    }
    Ok(Words {
        region,
        command,
        options,
        output,
    })
}

/// `aws`. Its credentials are those of the machine's role, its region is the machine's.
pub(super) fn aws(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let words = match read(argv) {
        Ok(words) => words,
        Err(option) => return not_modelled(w, key, option),
    };
    let Words {
        region,
        command,
        options,
        output,
    } = words;
    if command[..] == ["secretsmanager", "get-secret-value"] {
        return secret(w, key, region, &options, output);
    }
    // What the other two print is the same to the letter in one form only.
    if let Some(option) = options.keys().next() {
        return not_modelled(w, key, option);
    }
    if output != "json" {
        return not_modelled(w, key, "--output text");
    }
    match command[..] {
        ["ecr", "get-login-password"] => {
            let region = region.to_owned();
            let code = match role(w, key, &region, "ecr") {
                Ok(role) => password(w, key, &role, &region),
                Err(code) => code,
            };
            after(w, code)
        }
        ["sts", "get-caller-identity"] => {
            let region = region.to_owned();
            let code = match role(w, key, &region, "sts") {
                Ok(role) => identity(w, key, &role),
                Err(code) => code,
            };
            after(w, code)
        }
        _ => not_modelled(w, key, &command.join(" ")),
    }
}

/// Ends a little later: a call to AWS takes its time.
fn after(w: &mut World, code: i32) -> Progress {
    let delay = w.draw(Timing::ApiRead, "aws");
    Progress::WaitUntil(w.now + delay, Running::Sleep(code))
}

fn not_modelled(w: &mut World, key: JobKey, what: &str) -> Progress {
    let known = "ecr get-login-password, secretsmanager get-secret-value --query SecretString --output text, sts get-caller-identity, --region";
    let words = format!("paperboat: not modelled: aws {what}; known: {known}\n");
    write_stderr(w, key, &words);
    Progress::Exit(USAGE)
}

/// The ARN of the session of the machine's role, with the role's own.
struct Session {
    role: String,
    session: String,
}

/// The session in which a call to a service is signed.
///
/// # Errors
/// The exit code, after it was said why: no role, no such region, no way there.
fn role(w: &mut World, key: JobKey, region: &str, service: &str) -> Result<Session, i32> {
    let machine = w.hosts.jobs[key].machine;
    let Some(role) = w.role_of_machine(machine) else {
        write_stderr(
            w,
            key,
            "\nUnable to locate credentials. You can configure credentials by running \"aws configure\".\n",
        );
        return Err(CONFIGURATION);
    };
    let endpoint = match service {
        "ecr" => format!("https://api.ecr.{region}.amazonaws.com/"),
        other => format!("https://{other}.{region}.amazonaws.com/"),
    };
    if !ECR_REGIONS.contains(&region) {
        let words = format!("\nCould not connect to the endpoint URL: \"{endpoint}\"\n");
        write_stderr(w, key, &words);
        return Err(GENERAL);
    }
    if w.seen_as(Endpoint::Machine(machine)).is_none() {
        let words = format!("\nConnect timeout on endpoint URL: \"{endpoint}\"\n");
        write_stderr(w, key, &words);
        return Err(GENERAL);
    }
    let name = role.rsplit('/').next().unwrap_or_default();
    let instance = super::super::super::instance_id(w, machine);
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{instance}");
    Ok(Session { role, session })
}

/// `ecr get-login-password`.
fn password(w: &mut World, key: JobKey, session: &Session, region: &str) -> i32 {
    let bearer = Bearer::Role {
        role: session.role.clone(),
        session: session.session.clone(),
    };
    match registry::token(w, bearer, region) {
        Ok((token, _)) => {
            write_stdout(w, key, &format!("{token}\n"));
            0
        }
        Err(words) => {
            let words = format!(
                "\nAn error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: {words}\n"
            );
            write_stderr(w, key, &words);
            REFUSED
        }
    }
}

/// `secretsmanager get-secret-value`, as scripts take it: the value alone, as text.
fn secret(
    w: &mut World,
    key: JobKey,
    region: &str,
    options: &BTreeMap<&str, &str>,
    output: &str,
) -> Progress {
    if options.get("--query") != Some(&"SecretString") || output != "text" {
        let what = "secretsmanager get-secret-value without --query SecretString --output text";
        return not_modelled(w, key, what);
    }
    let Some(id) = options.get("--secret-id") else {
        let words = "\naws: error: the following arguments are required: --secret-id\n";
        write_stderr(w, key, words);
        return Progress::Exit(USAGE);
    };
    let session = match role(w, key, region, "secretsmanager") {
        Ok(session) => session,
        Err(code) => return after(w, code),
    };
    let arn = secretsmanager::resource_arn(w, id);
    let operation = "when calling the GetSecretValue operation";
    if let Err(words) = iam::allows(w, &session.role, "secretsmanager:GetSecretValue", &arn) {
        let words = format!(
            "\nAn error occurred (AccessDeniedException) {operation}: User: {} {words}\n",
            session.session
        );
        write_stderr(w, key, &words);
        return after(w, REFUSED);
    }
    let version = options.get("--version-id").copied().unwrap_or_default();
    let code = match secretsmanager::value(w, &format!("{arn}:::{version}")) {
        Ok(value) => {
            write_stdout(w, key, &format!("{value}\n"));
            0
        }
        Err(words) => {
            let (code, words) = words.split_once(": ").unwrap_or(("", &words));
            let words = format!("\nAn error occurred ({code}) {operation}: {words}\n");
            write_stderr(w, key, &words);
            REFUSED
        }
    };
    after(w, code)
}

/// `sts get-caller-identity`, as JSON.
fn identity(w: &mut World, key: JobKey, session: &Session) -> i32 {
    let instance = session.session.rsplit('/').next().unwrap_or_default();
    let text = format!(
        "{{\n    \"UserId\": \"{}:{instance}\",\n    \"Account\": \"{ACCOUNT}\",\n    \"Arn\": \"{}\"\n}}\n",
        iam::role_id(w, &session.role),
        session.session
    );
    write_stdout(w, key, &text);
    0
}
