//! What the AWS command line of EC2 takes besides the members of an operation (its `customizations/ec2`).

use serde_json::{Map, Value, json};

use super::read::{Given, Misuse};

/// The options of an operation that are no members of it, without their dashes.
pub(super) fn options(operation: &str) -> &'static [&'static str] {
    match operation {
        "ec2:RunInstances" => &["count"],
        "ec2:AuthorizeSecurityGroupIngress" | "ec2:RevokeSecurityGroupIngress" => {
            &["protocol", "port", "cidr", "source-group"]
        }
        _ => &[],
    }
}

/// Turns such options into members.
///
/// # Errors
/// Options that do not go together, or values that they do not take.
pub(super) fn members(
    operation: &str,
    given: &[Given],
    members: &mut Map<String, Value>,
) -> Result<(), Misuse> {
    match operation {
        "ec2:RunInstances" => count(given, members),
        "ec2:AuthorizeSecurityGroupIngress" | "ec2:RevokeSecurityGroupIngress" => {
            permission(given, members)
        }
        _ => Ok(()),
    }
}

fn value<'a>(given: &'a [Given], name: &str) -> Option<&'a str> {
    let (_, values) = given.iter().find(|(n, _)| n == name)?;
    values.first().map(String::as_str)
}

/// `--count 2` or `--count 1:3`; one instance without it.
fn count(given: &[Given], members: &mut Map<String, Value>) -> Result<(), Misuse> {
    let text = value(given, "count").unwrap_or("1");
    let (least, most) = text.split_once(':').unwrap_or((text, text));
    let (Ok(least), Ok(most)) = (least.parse::<u32>(), most.parse::<u32>()) else {
        let what = "count parameter should be of the form min:max or a single number";
        return Err(Misuse::usage(format!("{what}: {text}")));
    };
    members.insert("MinCount".to_owned(), least.into());
    members.insert("MaxCount".to_owned(), most.into());
    Ok(())
}

/// `--protocol tcp --port 8000-8010 --cidr 0.0.0.0/0`, or `--source-group`.
fn permission(given: &[Given], members: &mut Map<String, Value>) -> Result<(), Misuse> {
    let of = |name| value(given, name);
    let any = ["protocol", "port", "cidr", "source-group"];
    if !any.iter().any(|name| of(name).is_some()) {
        return Ok(());
    }
    if members.contains_key("IpPermissions")
        && let Some(option) = any.iter().find(|name| of(name).is_some())
    {
        return Err(Misuse::general(format!(
            "The --{option} option is not compatible with the --ip-permissions option "
        )));
    }
    let protocol = match of("protocol") {
        Some("all") => "-1",
        Some(protocol) => protocol,
        None => return Err(Misuse::missing(["protocol"])),
    };
    let mut permission = Map::from_iter([("IpProtocol".to_owned(), json!(protocol))]);
    if let Some(port) = of("port") {
        let (from, to) = match port {
            "all" => (-1, if protocol == "icmp" { -1 } else { 65_535 }),
            // A range has its dash behind the first digit: -1 is a port too.
            _ => {
                let dash = port.char_indices().skip(1).find(|(_, c)| *c == '-');
                let (from, to) = dash.map_or((port, port), |(i, _)| (&port[..i], &port[i + 1..]));
                match (from.parse::<i32>(), to.parse::<i32>()) {
                    (Ok(from), Ok(to)) => (from, to),
                    _ => {
                        let what =
                            "port parameter should be of the form <from[-to]> (e.g. 22 or 22-25)";
                        return Err(Misuse::usage(what));
                    }
                }
            }
        };
        permission.insert("FromPort".to_owned(), from.into());
        permission.insert("ToPort".to_owned(), to.into());
    }
    if let Some(cidr) = of("cidr") {
        permission.insert("IpRanges".to_owned(), json!([{ "CidrIp": cidr }]));
    }
    if let Some(group) = of("source-group") {
        // What does not begin as an id does is a name.
        let by = if group.starts_with("sg-") {
            "GroupId"
        } else {
            "GroupName"
        };
        permission.insert("UserIdGroupPairs".to_owned(), json!([{ by: group }]));
    }
    members.insert("IpPermissions".to_owned(), json!([permission]));
    Ok(())
}
