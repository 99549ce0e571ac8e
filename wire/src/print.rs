//! What the AWS command line prints of an answer: `--query`, and `--output` in each of its formats.

mod numbers;
mod table;
mod yaml;

use paperboat_core::aws::Format;
use serde_json::Value;

/// Applies a JMESPath expression. Members of an object that the expression builds come in the order of their names.
///
/// # Errors
/// What is wrong with the expression.
pub fn query(expression: &str, answer: &Value) -> Result<Value, String> {
    let wrong = |error: jmespath::JmespathError| error.to_string();
    let runtime = numbers::runtime();
    let compiled = runtime.compile(expression).map_err(wrong)?;
    let found = compiled.search(answer).map_err(wrong)?;
    serde_json::to_value(found.as_ref()).map_err(|error| error.to_string())
}

/// Writes an answer as it is printed, with its last line break; nothing for an answer without members. A table stands under
/// the name of the operation.
///
/// # Errors
/// In the words of the AWS command line, an answer that cannot be a table.
pub fn print(operation: &str, answer: &Value, format: Format) -> Result<String, String> {
    let mut out = String::new();
    match format {
        Format::Json if answer.as_object().is_some_and(serde_json::Map::is_empty) => {}
        Format::Json => json(&mut out, answer),
        Format::Text => text(&mut out, answer, None, None),
        Format::Yaml => out.push_str(&yaml::yaml(answer)),
        Format::YamlStream if answer.as_object().is_some_and(serde_json::Map::is_empty) => {}
        Format::YamlStream => out.push_str(&yaml::yaml(&Value::Array(vec![answer.clone()]))),
        Format::Off => {}
        Format::Table => return table::table(operation, answer),
    }
    Ok(out)
}

/// JSON, indented by four blanks.
fn json(out: &mut String, answer: &Value) {
    use serde::Serialize as _;
    let mut bytes = Vec::new();
    let indent = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, indent);
    if answer.serialize(&mut writer).is_ok() {
        out.push_str(&String::from_utf8_lossy(&bytes));
    }
    out.push('\n');
}

fn nested(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

/// A value between tabs, in Python's words.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Text: structures as lines of their plain members in the order of their names, then what is nested in them, under the
/// member's name in capitals. `keys` are the plain members of any structure in the same list, so that columns match.
fn text(out: &mut String, value: &Value, name: Option<&str>, keys: Option<&[&str]>) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&str> = members.keys().map(String::as_str).collect();
            names.sort_unstable();
            let plain: Vec<&str> = match keys {
                Some(keys) => keys.to_vec(),
                None => names
                    .iter()
                    .copied()
                    .filter(|n| !nested(&members[*n]))
                    .collect(),
            };
            let values = plain
                .iter()
                .map(|n| members.get(*n).map_or(String::new(), scalar));
            let line: Vec<String> = name
                .map(str::to_uppercase)
                .into_iter()
                .chain(values)
                .collect();
            if !plain.is_empty() {
                out.push_str(&line.join("\t"));
                out.push('\n');
            }
            for inner in names.into_iter().filter(|n| !plain.contains(n)) {
                text(out, &members[inner], Some(inner), None);
            }
        }
        Value::Array(items) => list(out, items, name),
        scalar_value => {
            out.push_str(&scalar(scalar_value));
            out.push('\n');
        }
    }
}

fn list(out: &mut String, items: &[Value], name: Option<&str>) {
    if items.iter().any(Value::is_object) {
        let mut keys: Vec<&str> = Vec::new();
        for members in items.iter().filter_map(Value::as_object) {
            keys.extend(
                members
                    .iter()
                    .filter(|(_, v)| !nested(v))
                    .map(|(k, _)| k.as_str()),
            );
        }
        keys.sort_unstable();
        keys.dedup();
        for item in items {
            text(out, item, name, Some(&keys));
        }
        return;
    }
    let plain: Vec<String> = items.iter().filter(|i| !nested(i)).map(scalar).collect();
    match name {
        _ if plain.is_empty() => {}
        Some(name) => {
            for value in plain {
                out.push_str(&format!("{}\t{value}\n", name.to_uppercase()));
            }
        }
        None => {
            out.push_str(&plain.join("\t"));
            out.push('\n');
        }
    }
    for item in items.iter().filter(|i| nested(i)) {
        text(out, item, name, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(expression: &str, format: Format) -> String {
        let answer = json!({"Reservations": [{"ReservationId": "r-1", "Instances": [
            {"InstanceId": "i-1", "State": {"Code": 16, "Name": "running"}, "Tags": [{"Key": "Name", "Value": "web"}]},
            {"InstanceId": "i-2", "State": {"Code": 0, "Name": "pending"}, "Tags": []},
        ]}], "NextToken": null});
        let found = query(expression, &answer).expect("an expression");
        print("DescribeInstances", &found, format).expect("an output")
    }

    #[test]
    fn text_has_a_line_for_each_structure() {
        for (expression, expected) in [
            ("Reservations[0].Instances[0].InstanceId", "i-1\n"),
            ("Reservations[].Instances[].InstanceId", "i-1\ti-2\n"),
            (
                "Reservations[].Instances[].[InstanceId, State.Name]",
                "i-1\trunning\ni-2\tpending\n",
            ),
            ("NextToken", "None\n"),
            (
                "Reservations[].Instances[].State",
                "16\trunning\n0\tpending\n",
            ),
            (
                "Reservations[].Instances[]",
                "i-1\nSTATE\t16\trunning\nTAGS\tName\tweb\ni-2\nSTATE\t0\tpending\n",
            ),
            (
                "@",
                "None\nRESERVATIONS\tr-1\nINSTANCES\ti-1\nSTATE\t16\trunning\nTAGS\tName\tweb\nINSTANCES\ti-2\nSTATE\t0\tpending\n",
            ),
        ] {
            assert_eq!(shown(expression, Format::Text), expected, "{expression}");
        }
    }

    #[test]
    fn json_is_indented_by_four_blanks() {
        assert_eq!(
            shown("Reservations[0].Instances[*].InstanceId", Format::Json),
            "[\n    \"i-1\",\n    \"i-2\"\n]\n"
        );
        assert_eq!(print("X", &json!({}), Format::Json), Ok(String::new()));
        assert_eq!(shown("Nothing", Format::Json), "null\n");
    }

    /// Held to aws-cli 1.46.0.
    #[test]
    fn numbers_are_whole_where_those_of_python_are() {
        for (expression, expected) in [
            ("sum(Reservations[].Instances[].State.Code)", "16\n"),
            ("avg(Reservations[].Instances[].State.Code)", "8.0\n"),
            ("avg(Nothing || `[]`)", "null\n"),
            ("sum(`[1, 2.5]`)", "3.5\n"),
            ("floor(`-1.5`)", "-2\n"),
            ("ceil(`1.2`)", "2\n"),
            ("abs(`-3`)", "3\n"),
            ("to_number('12.5')", "12.5\n"),
        ] {
            assert_eq!(shown(expression, Format::Json), expected, "{expression}");
        }
    }

    #[test]
    fn a_wrong_expression_is_said() {
        assert!(query("Reservations[", &json!({})).is_err());
    }
}
