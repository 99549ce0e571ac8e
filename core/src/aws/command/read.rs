//! An `aws` command line as a request: the reverse of [`typed_command`](super::typed_command).
//!
//! Held to version 2 of the AWS command line: its options, its short forms, its exit codes. What it has and this does not
//! is refused as not modelled, by name. Values are checked here as far as they must be to become a request; the rest is
//! refused by the service.

use serde_json::{Map, Value};

use super::custom;
use super::names::{command_of, operation, services, typed};
use super::value::{loaded, option};
use crate::aws::Request;
use crate::aws::constraint::{Kind, Misread, Structure, TABLE};

/// The exit code of the AWS command line when nothing was sent (its user guide, "Return codes").
const USAGE: i32 = 252;
/// The same for what has no code of its own.
const GENERAL: i32 = 255;

/// An option without its dashes, and the words behind it.
pub type Given = (String, Vec<String>);

/// What the output looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Indented by four blanks.
    #[default]
    Json,
    /// One line an item, values between tabs.
    Text,
    /// Drawn with dashes and bars.
    Table,
    /// In blocks.
    Yaml,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// An operation: its name here, its members, and whether all its pages are wanted.
    Call {
        /// Such as `ec2:RunInstances`.
        operation: &'static str,
        /// The members by AWS's own names.
        members: Value,
        /// False when the command line names a page or forbids to go on.
        all_pages: bool,
    },
    /// `wait`: an operation that is asked again until the waiter's name holds.
    Wait {
        /// The service, such as `ec2`.
        service: String,
        /// Such as `instance-running`.
        waiter: String,
        /// The options behind it, which are those of the waiter's operation: for [`read_members`].
        options: Vec<Given>,
    },
    /// `--version`.
    Version,
}

/// How much of an answer that comes in pages is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// `--max-items`: so many items, of however many pages.
    pub max_items: Option<u64>,
    /// `--starting-token`: what an answer that was cut short gave as `NextToken`.
    pub starting_token: Option<String>,
    /// `--page-size`: how many items are asked for at once.
    pub page_size: Option<u64>,
}

impl Paging {
    /// The options that were given, as they are typed.
    fn given(&self) -> Vec<&'static str> {
        let max_items = self.max_items.map(|_| "--max-items");
        let starting_token = self.starting_token.as_ref().map(|_| "--starting-token");
        let page_size = self.page_size.map(|_| "--page-size");
        max_items
            .into_iter()
            .chain(starting_token)
            .chain(page_size)
            .collect()
    }
}

/// An `aws` command line that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    /// What is asked for.
    pub verb: Verb,
    /// The JMESPath expression of `--query`.
    pub query: Option<String>,
    /// `--output`.
    pub format: Format,
    /// What part of the pages is wanted.
    pub paging: Paging,
}

/// A command line that sends nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    /// The exit code.
    pub code: i32,
    /// What goes to the error stream, with its line breaks.
    pub words: String,
}

impl Misuse {
    /// What the command line's own rules refuse.
    pub(super) fn usage(what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("\naws: error: {what}\n"),
        }
    }

    /// Options that must be there.
    pub(super) fn missing<'a>(options: impl IntoIterator<Item = &'a str>) -> Self {
        let options: Vec<String> = options.into_iter().map(|o| format!("--{o}")).collect();
        Self::required(&options.join(", "))
    }

    fn required(what: &str) -> Self {
        let mut misuse = Self::usage(format!("the following arguments are required: {what}"));
        misuse.words.insert_str(0, USAGE_LINES);
        misuse
    }

    /// What the command line does not have, as it was typed.
    pub(super) fn unknown(words: &[String]) -> Self {
        Self {
            code: USAGE,
            words: format!("{USAGE_LINES}\nUnknown options: {}\n", words.join(", ")),
        }
    }

    /// What botocore refuses before it sends anything.
    fn invalid(what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("\nParameter validation failed:\n{what}\n"),
        }
    }

    pub(super) fn not_modelled(what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("paperboat: not modelled: {what}\n"),
        }
    }

    pub(super) fn of_parameter(option: &str, what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("\nError parsing parameter '--{option}': {what}\n"),
        }
    }
}

const USAGE_LINES: &str = "\nusage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n\
    To see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n";

/// The options of every command that are taken without a value, and change nothing here.
const SWITCHES: [&str; 3] = ["no-cli-pager", "no-verify-ssl", "no-cli-auto-prompt"];
/// Those with a value that change nothing here where it is one that they take: there is one account in one region, which
/// answers at once, and what is printed has no colour.
const VALUED: [&str; 4] = ["color", "cli-read-timeout", "cli-connect-timeout", "region"];

/// Those that change what is sent or shown, and are not modelled.
const NOT_MODELLED: [&str; 9] = [
    "endpoint-url",
    "no-sign-request",
    "generate-cli-skeleton",
    "cli-input-yaml",
    "cli-auto-prompt",
    "cli-binary-format",
    "ca-bundle",
    "debug",
    "v2-debug",
];
/// The members by which a request says from where on it asks.
const TOKENS: [&str; 3] = ["NextToken", "nextToken", "Marker"];
/// The members by which a request says how much it wants at once.
const LIMITS: [&str; 7] = [
    "MaxRecords",
    "MaxResults",
    "maxResults",
    "MaxItems",
    "PageSize",
    "limit",
    "maxRecords",
];

/// Reads the words of a command line, `aws` itself first. `load` gives the text of a file that `file://` names.
///
/// # Errors
/// What the AWS command line refuses, and what is not modelled.
pub fn read_aws(
    argv: &[String],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<CommandLine, Misuse> {
    let (words, options) = split(&argv[1..]);
    let mut read = CommandLine {
        verb: Verb::Version,
        query: None,
        format: Format::Json,
        paging: Paging::default(),
    };
    let mut all_pages = true;
    let mut coloured = false;
    let mut own = Vec::new();
    for (name, values) in options {
        let value = || match &values[..] {
            [value] => Ok(value.clone()),
            _ => Err(Misuse::usage(format!(
                "argument --{name}: expected one argument"
            ))),
        };
        match name.as_str() {
            "version" => return Ok(read),
            "query" => read.query = Some(value()?),
            "output" => read.format = format(&value()?)?,
            "no-paginate" => all_pages = false,
            "max-items" => read.paging.max_items = Some(count(&name, &value()?)?),
            "page-size" => read.paging.page_size = Some(count(&name, &value()?)?),
            "starting-token" => read.paging.starting_token = Some(value()?),
            "profile" => match value()?.as_str() {
                "default" => {}
                other => {
                    return Err(Misuse {
                        code: GENERAL,
                        words: format!("\nThe config profile ({other}) could not be found\n"),
                    });
                }
            },
            n if NOT_MODELLED.contains(&n) => {
                return Err(Misuse::not_modelled(format!("aws --{n}")));
            }
            // Without a value they are switches, and what follows them is the command.
            n if SWITCHES.contains(&n) && values.is_empty() => {}
            n if VALUED.contains(&n) => {
                let value = value()?;
                taken(n, &value)?;
                coloured |= n == "color" && value == "on";
            }
            _ => own.push((name, values)),
        }
    }
    if coloured && read.format == Format::Table {
        return Err(Misuse::not_modelled("aws --color on with --output table"));
    }
    if words.last().is_some_and(|word| word == "help") {
        let what = words.join(" ");
        let services = services().join(" ");
        return Err(Misuse::not_modelled(format!(
            "aws {what}; known: {services}"
        )));
    }
    let (service, word) = match &words[..] {
        [service, word] => (service.as_str(), word.as_str()),
        [service, wait, waiter] if wait == "wait" => {
            if let Some(option) = read.paging.given().first() {
                return Err(Misuse::unknown(&[(*option).to_owned()]));
            }
            read.verb = Verb::Wait {
                service: service.clone(),
                waiter: waiter.clone(),
                options: own,
            };
            return Ok(read);
        }
        [] => return Err(Misuse::required("command")),
        [_] => return Err(Misuse::required("operation")),
        [_, _, rest @ ..] => return Err(Misuse::unknown(rest)),
    };
    let operation = operation(service, word)?;
    let mut members = read_members(operation, &own, load)?;
    let a_page = TOKENS.iter().chain(&LIMITS);
    all_pages &= !a_page.into_iter().any(|m| members.get(m).is_some());
    let nothing = Structure::default();
    let input = TABLE.input(operation).unwrap_or(&nothing);
    let paging = read.paging.given();
    let command = || format!("aws {service} {word}");
    let by_name = |names: &[&str]| {
        let others = &input.others;
        names.iter().any(|name| others.iter().any(|o| o == name))
    };
    if let Some(option) = paging.first().filter(|_| by_name(&TOKENS)) {
        return Err(Misuse::not_modelled(format!("{} {option}", command())));
    }
    if !paging.is_empty()
        && !TOKENS
            .iter()
            .any(|token| input.members.contains_key(*token))
    {
        let unknown: Vec<String> = paging.iter().map(|option| (*option).to_owned()).collect();
        return Err(Misuse::unknown(&unknown));
    }
    if !paging.is_empty() && !all_pages {
        return Err(Misuse {
            code: GENERAL,
            words: format!(
                "\nError during pagination: Cannot specify --no-paginate along with pagination arguments: {}\n",
                paging.join(", ")
            ),
        });
    }
    if let Some(size) = read.paging.page_size {
        let limit = LIMITS
            .iter()
            .find(|limit| input.members.contains_key(**limit));
        let Some(limit) = limit else {
            if by_name(&LIMITS) {
                return Err(Misuse::not_modelled(format!("{} --page-size", command())));
            }
            return Err(Misuse::unknown(&["--page-size".to_owned()]));
        };
        members[*limit] = Value::from(size);
    }
    read.verb = Verb::Call {
        operation,
        members,
        all_pages,
    };
    Ok(read)
}

/// The member by which an operation is asked to go on behind a page; none when it answers in one.
#[must_use]
pub fn page_token(operation: &str) -> Option<&'static str> {
    let input = TABLE.input(operation)?;
    TOKENS
        .into_iter()
        .find(|token| input.members.contains_key(*token))
}

/// Reads the options of an operation into its members, by AWS's own names. `load` is that of [`read_aws`].
///
/// # Errors
/// What the AWS command line refuses, and what is not modelled.
pub fn read_members(
    operation: &'static str,
    given: &[Given],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Value, Misuse> {
    let members = Value::Object(members(operation, given, load)?);
    Request::read(operation, members.clone()).map_err(|e| misread(&e))?;
    Ok(members)
}

/// The words in front, and the options with the words behind each.
fn split(argv: &[String]) -> (Vec<String>, Vec<Given>) {
    let (mut words, mut options) = (Vec::new(), Vec::<Given>::new());
    for word in argv {
        if let Some(name) = word.strip_prefix("--").filter(|name| !name.is_empty()) {
            let (name, value) = match name.split_once('=') {
                // `--tags=Key=a` is an option with its value; a name has no blank in it.
                Some((name, value)) if !name.contains(' ') => (name, Some(value.to_owned())),
                _ => (name, None),
            };
            options.push((name.to_owned(), value.into_iter().collect()));
            continue;
        }
        match options.last_mut() {
            // The command may stand behind options of every command.
            Some((name, values)) if takes_another(name, values, words.len()) => {
                values.push(word.clone());
            }
            _ => words.push(word.clone()),
        }
    }
    (words, options)
}

fn takes_another(option: &str, values: &[String], words: usize) -> bool {
    let own = [
        "query",
        "output",
        "profile",
        "max-items",
        "page-size",
        "starting-token",
    ];
    let general = own.contains(&option) || VALUED.contains(&option);
    if general {
        return values.is_empty();
    }
    !SWITCHES.contains(&option) && words >= 2
}

/// A number of items, from 1 on: below it the command line itself warns of undefined behaviour.
fn count(option: &str, text: &str) -> Result<u64, Misuse> {
    match text.parse::<i64>() {
        Ok(number) if number > 0 => Ok(number.unsigned_abs()),
        Ok(_) => Err(Misuse::not_modelled(format!(
            "aws --{option} {text}; known: numbers from 1 on"
        ))),
        Err(_) => Err(Misuse::usage(format!(
            "argument --{option}: invalid int value: '{text}'"
        ))),
    }
}

/// Looks at the value of an option that changes nothing.
fn taken(option: &str, value: &str) -> Result<(), Misuse> {
    match (option, value) {
        ("color", "on" | "off" | "auto") => Ok(()),
        ("color", other) => Err(Misuse::usage(format!(
            "argument --color: Invalid choice: '{other}'; valid choices are: on, off, auto"
        ))),
        ("region", _) => Ok(()),
        (_, seconds) if seconds.parse::<u32>().is_ok() => Ok(()),
        (_, other) => Err(Misuse {
            code: GENERAL,
            words: format!("\ninvalid literal for int() with base 10: '{other}'\n"),
        }),
    }
}

fn format(text: &str) -> Result<Format, Misuse> {
    match text {
        "json" => Ok(Format::Json),
        "text" => Ok(Format::Text),
        "table" => Ok(Format::Table),
        "yaml" => Ok(Format::Yaml),
        "yaml-stream" | "off" => Err(Misuse::not_modelled(format!(
            "aws --output {text}; known: json, text, table, yaml"
        ))),
        other => Err(Misuse::usage(format!(
            "argument --output: Invalid choice: '{other}'"
        ))),
    }
}

/// The members that options name.
fn members(
    operation: &'static str,
    given: &[Given],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Map<String, Value>, Misuse> {
    let nothing = Structure::default();
    let input = TABLE.input(operation).unwrap_or(&nothing);
    let mut members = Map::new();
    let mut unknown = Vec::new();
    for (name, values) in given {
        if custom::options(operation).contains(&name.as_str()) {
            continue;
        }
        if name == "cli-input-json" {
            let text = loaded(name, values.first().map_or("", String::as_str), load)?;
            match serde_json::from_str(&text) {
                // What an option says goes before what stands in the JSON.
                Ok(Value::Object(more)) => {
                    for (member, value) in more {
                        members.entry(member).or_insert(value);
                    }
                }
                _ => {
                    return Err(Misuse::of_parameter(
                        name,
                        format!("Invalid JSON received: {text}"),
                    ));
                }
            }
            continue;
        }
        let positive = name.strip_prefix("no-");
        let found = input.members.iter().find_map(|(member, of)| {
            let typed = typed(member);
            let no = of.kind == Kind::Boolean && positive == Some(typed.as_str());
            (no || typed == *name).then_some((member, of, !no))
        });
        match found {
            Some((member, of, on)) => {
                let value = if of.kind == Kind::Boolean && values.is_empty() {
                    Value::Bool(on)
                } else {
                    option(operation, name, of, values, load)?
                };
                members.insert(member.clone(), value);
            }
            None if input
                .others
                .iter()
                .any(|m| typed(m) == *name || Some(typed(m).as_str()) == positive) =>
            {
                let command = command_of(operation);
                return Err(Misuse::not_modelled(format!("{command} --{name}")));
            }
            None => unknown.push(format!("--{name}")),
        }
    }
    if !unknown.is_empty() {
        return Err(Misuse::unknown(&unknown));
    }
    custom::members(operation, given, &mut members)?;
    let missing = input.required.iter().filter(|m| !members.contains_key(*m));
    let missing: Vec<String> = missing.map(|m| typed(m)).collect();
    if missing.is_empty() {
        return Ok(members);
    }
    Err(Misuse::missing(missing.iter().map(String::as_str)))
}

/// What a request's own reader says, as the command line would.
fn misread(error: &Misread) -> Misuse {
    match error {
        Misread::NotModelled { operation, member } => {
            let command = command_of(operation);
            Misuse::not_modelled(format!("{command}: {member}"))
        }
        Misread::Unknown { member, .. } => {
            Misuse::invalid(format!("Unknown parameter in input: \"{member}\""))
        }
        Misread::Type { source, .. } => {
            Misuse::invalid(format!("Invalid type for parameter: {source}"))
        }
        Misread::Operation(name) => Misuse::not_modelled(name),
    }
}
