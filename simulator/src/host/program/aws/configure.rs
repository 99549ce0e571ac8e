//! What the AWS CLI on the person's computer takes for granted: `aws configure`, and the environment.

use paperboat_core::aws::{Given, Misuse};

use super::super::super::{JobKey, Process, Progress, write_stdout};
use super::USAGE;
use super::own::refuse;
use crate::id::REGION;
use crate::world::World;

/// The options of every command that the environment sets, and the variables that do, the first that is there (user guide of the
/// AWS command line, "Environment variables").
const VARIABLES: [(&str, &[&str]); 4] = [
    ("region", &["AWS_REGION", "AWS_DEFAULT_REGION"]),
    ("output", &["AWS_DEFAULT_OUTPUT"]),
    ("profile", &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]),
    ("endpoint-url", &["AWS_ENDPOINT_URL"]),
];

/// The options that the environment sets.
pub(super) fn defaults(process: &Process) -> Vec<Given> {
    let set = |name: &&str| process.env.get(*name).filter(|value| !value.is_empty());
    let options = VARIABLES.iter().filter_map(|(option, variables)| {
        let value = variables.iter().find_map(set)?;
        Some(((*option).to_owned(), vec![value.clone()]))
    });
    options.collect()
}

/// Refuses a region in which there is no account.
pub(super) fn elsewhere(region: &str) -> Misuse {
    Misuse::not_modelled(format!("the region {region}; known: {REGION}"))
}

/// `aws configure`: the computer has its account and its region, so there is nothing to enter. What a profile holds is read with
/// `get`; a name that it does not hold ends with 1 and says nothing, as with AWS.
pub(super) fn configure(w: &mut World, key: JobKey, words: &[String]) -> Progress {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["get", "region"] => {
            write_stdout(w, key, &format!("{REGION}\n"));
            Progress::Exit(0)
        }
        ["get", "output"] => Progress::Exit(1),
        ["set", "region", REGION] => Progress::Exit(0),
        ["set", "region", other] => refuse(w, key, &elsewhere(other)),
        ["get" | "set"] => {
            let words = "\naws: error: the following arguments are required: varname\n";
            let words = words.to_owned();
            refuse(w, key, &Misuse { code: USAGE, words })
        }
        _ => {
            let what: String = words.iter().map(|word| format!(" {word}")).collect();
            let misuse = Misuse::not_modelled(format!(
                "aws configure{what}: this computer has its account and the region {REGION} already; known: get region, set region {REGION}"
            ));
            refuse(w, key, &misuse)
        }
    }
}
