//! `--generate-cli-skeleton`: what an operation takes, as JSON to fill in.

use serde_json::{Map, Value, json};

use super::names::command_of;
use super::read::{Given, Misuse, Verb};
use crate::aws::constraint::{Kind, Member, Of, Structure, TABLE};

/// The option, without its dashes.
pub(super) const SKELETON: &str = "generate-cli-skeleton";

/// The skeleton of an operation's input. As botocore makes it, but for two things: members that are not modelled are left out, and
/// a member with fixed words has the first of them and not any.
///
/// # Errors
/// A value that the option does not have, and those that are not modelled: `yaml-input` and `output`.
pub(super) fn skeleton(operation: &'static str, given: &[Given]) -> Result<Verb, Misuse> {
    let asked = given.iter().find(|(name, _)| name == SKELETON);
    let asked = asked.map(|(_, values)| &values[..]).unwrap_or_default();
    match asked {
        [] => {}
        [word] if word == "input" => {}
        [word] if word == "yaml-input" || word == "output" => {
            let command = command_of(operation);
            let what = format!("{command} --{SKELETON} {word}; known: input");
            return Err(Misuse::not_modelled(what));
        }
        [word] => {
            let what = format!("argument --{SKELETON}: Invalid choice: '{word}'");
            return Err(Misuse::usage(what));
        }
        [_, rest @ ..] => return Err(Misuse::unknown(rest)),
    }
    let mut left_out = Vec::new();
    let members = match TABLE.input(operation) {
        Some(input) => structure(operation, input, &mut Vec::new(), &mut left_out),
        None => json!({}),
    };
    Ok(Verb::Skeleton { members, left_out })
}

/// A structure with all of its members. `within` holds the members that lead to it.
fn structure(
    operation: &str,
    shape: &Structure,
    within: &mut Vec<String>,
    left_out: &mut Vec<String>,
) -> Value {
    for other in &shape.others {
        let path = within.iter().chain([other]).cloned().collect::<Vec<_>>();
        left_out.push(path.join("."));
    }
    let mut members = Map::new();
    for (name, member) in &shape.members {
        within.push(name.clone());
        members.insert(name.clone(), value(operation, member, within, left_out));
        within.pop();
    }
    Value::Object(members)
}

fn value(
    operation: &str,
    member: &Member,
    within: &mut Vec<String>,
    left_out: &mut Vec<String>,
) -> Value {
    match (member.kind, &member.of) {
        (Kind::Structure, Some(Of::Structure(name))) => TABLE
            .structure(operation, name)
            .map_or(json!({}), |s| structure(operation, s, within, left_out)),
        (Kind::List, Some(Of::Value(item))) => {
            json!([value(operation, item, within, left_out)])
        }
        // The key that botocore writes.
        (Kind::Map, Some(Of::Value(item))) => {
            json!({ "KeyName": value(operation, item, within, left_out) })
        }
        (Kind::Integer | Kind::Long, _) => json!(0),
        (Kind::Double, _) => json!(0.0),
        (Kind::Boolean, _) => json!(true),
        _ => json!(member.words.first().map_or("", String::as_str)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{OPERATIONS, Request};

    /// What is filled in can be sent: every skeleton is read by its own operation.
    #[test]
    fn every_skeleton_is_an_input_of_its_operation() {
        for operation in OPERATIONS.iter().filter(|o| !o.starts_with("host:")) {
            let made = skeleton(operation, &[]).expect(operation);
            let Verb::Skeleton { members, .. } = made else {
                panic!("{operation}: {made:?}");
            };
            Request::read(operation, members).expect(operation);
        }
    }

    #[test]
    fn members_that_are_not_modelled_are_told() {
        let made = skeleton("ec2:CreateSecurityGroup", &[]).expect("a skeleton");
        let Verb::Skeleton { members, left_out } = made else {
            panic!("{made:?}");
        };
        assert_eq!(
            members,
            json!({"Description": "", "GroupName": "", "VpcId": "", "TagSpecifications": [
                {"ResourceType": "capacity-reservation", "Tags": [{"Key": "", "Value": ""}]},
            ]})
        );
        assert_eq!(left_out, ["DryRun"]);
        let given = |word: &str| vec![(SKELETON.to_owned(), vec![word.to_owned()])];
        let refused = skeleton("ec2:CreateSecurityGroup", &given("output")).expect_err("refused");
        assert!(refused.words.contains("not modelled"), "{refused:?}");
        let wrong = skeleton("ec2:CreateSecurityGroup", &given("x")).expect_err("refused");
        assert!(wrong.words.contains("Invalid choice: 'x'"), "{wrong:?}");
    }
}
