//! Both languages say the same things, with the same variables.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::parser;
use paperboat::text::FILES;

/// Every message of a file with the variables that it uses.
fn messages(name: &str, source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource: Resource<&str> =
        parser::parse(source).unwrap_or_else(|(_, e)| panic!("{name}: {e:?}"));
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            let mut variables = BTreeSet::new();
            let value = message
                .value
                .as_ref()
                .unwrap_or_else(|| panic!("{name}: {} says nothing", message.id.name));
            collect(value, &mut variables);
            let twice = found.insert(message.id.name.to_owned(), variables);
            assert!(twice.is_none(), "{name}: {} stands twice", message.id.name);
        }
    }
    found
}

fn collect(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_variables(expression, into);
        }
    }
}

fn expression_variables(expression: &Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_variables(inline, into),
        Expression::Select { selector, variants } => {
            inline_variables(selector, into);
            variants.iter().for_each(|v| collect(&v.value, into));
        }
    }
}

fn inline_variables(inline: &InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => expression_variables(expression, into),
        _ => {}
    }
}

#[test]
fn english_and_spanish_are_equal() {
    let mut everywhere = BTreeSet::new();
    for (name, en, es) in FILES {
        let (english, spanish) = (
            messages(&format!("en/{name}"), en),
            messages(&format!("es/{name}"), es),
        );
        let keys =
            |m: &BTreeMap<String, BTreeSet<String>>| m.keys().cloned().collect::<BTreeSet<_>>();
        let missing: Vec<_> = keys(&english)
            .symmetric_difference(&keys(&spanish))
            .cloned()
            .collect();
        assert!(
            missing.is_empty(),
            "{name}.ftl: only in one language: {missing:?}"
        );
        for (key, variables) in &english {
            assert_eq!(
                variables, &spanish[key],
                "{name}.ftl: {key} uses other variables"
            );
            assert!(everywhere.insert(key.clone()), "{key} stands in two files");
        }
    }
    assert!(everywhere.len() > 20);
}

#[test]
fn everything_that_core_names_has_a_sentence() {
    use paperboat::text::{Catalogue, Language};
    use paperboat_core::app::diagnostic::{CODES, HELPS, WORDS};
    use paperboat_core::check::Outcome;
    use paperboat_core::error::{REMEDIES, ROOTS};
    use paperboat_core::event::Subgoal;
    use paperboat_core::fault::Fault;
    use paperboat_core::people::{Routine, Slip};
    use paperboat_core::recipe::{Obstacle, Step, Wait};
    use paperboat_rehearsal::METRICS;
    use paperboat_simulator::fault::MISSED;
    use paperboat_simulator::meter::CostKind;
    use paperboat_simulator::traffic::REASONS;

    let catalogue = Catalogue::new(Language::Es);
    let prefixed = |prefix: &str, keys: &[&str]| {
        keys.iter()
            .map(|k| format!("{prefix}-{k}"))
            .collect::<Vec<_>>()
    };
    let mut wanted = [
        prefixed("lost", &REASONS),
        prefixed("missed", &MISSED),
        prefixed("word", WORDS),
        prefixed("do", REMEDIES),
        prefixed("root", ROOTS),
        prefixed("fix", ROOTS),
    ]
    .concat();
    wanted.extend(Step::ALL.iter().map(|step| format!("step-{step}")));
    wanted.extend(Wait::ALL.iter().map(|wait| format!("wait-{wait}")));
    wanted.extend(Obstacle::ALL.iter().map(|key| format!("refused-{key}")));
    wanted.extend(Fault::ALL.iter().map(|row| format!("fault-{}", row.name)));
    wanted.extend(Slip::ALL.iter().map(|slip| format!("slip-{slip}")));
    wanted.extend(Routine::ALL.map(|routine| format!("routine-{}", routine.key())));
    wanted.extend(Subgoal::ALL.map(|s| format!("subgoal-{}", s.key())));
    wanted.extend(CostKind::ALL.map(|k| format!("cost-{}", k.key())));
    wanted.extend(METRICS.map(|m| m.key.to_owned()));
    wanted.extend(CODES.iter().map(|(code, _)| (*code).to_owned()));
    wanted.extend(CODES.iter().map(|(code, _)| format!("{code}-help")));
    wanted.extend(HELPS.iter().map(|key| (*key).to_owned()));
    wanted.extend(
        sentences_of_check()
            .into_iter()
            .map(|(key, _)| key.to_owned()),
    );
    wanted.extend(Outcome::ALL.map(|o| o.key().to_owned()));
    let missing: Vec<_> = wanted.iter().filter(|k| !catalogue.has(k)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

/// What `Ui::fail` is called with, in the sources: a key whose remedy stands beside it in the catalogues.
#[test]
fn every_complaint_has_a_remedy() {
    use paperboat::text::{Catalogue, Language};

    let catalogue = Catalogue::new(Language::En);
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    let mut keys = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let code = std::fs::read_to_string(&path).expect("a source");
            let calls = code.split("ui.fail(").skip(1);
            let calls = calls.chain(code.split("complain(").skip(1));
            keys.extend(calls.filter_map(|call| call.split('"').nth(1).map(str::to_owned)));
        }
    }
    assert!(keys.len() > 40, "{keys:?}");
    // A machine without threads or sockets has no remedy here.
    keys.remove("doctor-failed");
    let silent: Vec<_> = keys
        .iter()
        .filter(|key| !catalogue.has(&format!("{key}-help")))
        .collect();
    assert!(silent.is_empty(), "no remedy for {silent:?}");
}

/// Every sentence of `check`, with the names of its arguments.
fn sentences_of_check() -> Vec<(&'static str, &'static [&'static str])> {
    use paperboat_core::check::{Because, Remedy, Sentence, Trap};

    fn rows<S: Sentence>(
        all: &[S],
    ) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        all.iter().map(|one| (one.key(), one.arguments()))
    }
    let reasons = rows(Because::ALL).chain(rows(Remedy::ALL));
    reasons.chain(rows(Trap::ALL)).collect()
}

#[test]
fn sentences_of_check_use_the_arguments_of_the_table() {
    let (_, english, _) = FILES
        .iter()
        .find(|(name, ..)| *name == "check")
        .expect("check.ftl");
    let sentences = messages("check", english);
    let said = sentences_of_check();
    for (key, arguments) in &said {
        let arguments: BTreeSet<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        assert_eq!(sentences[*key], arguments, "{key}");
    }
    let ours = |key: &&String| {
        ["because-", "remedy-", "trap-"]
            .iter()
            .any(|p| key.starts_with(p))
    };
    let known = said.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>();
    let unused: Vec<_> = sentences
        .keys()
        .filter(ours)
        .filter(|k| !known.contains(k.as_str()))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// Headings by level, code blocks, list items and table rows in their order: what two readmes of one thing share.
fn skeleton(text: &str) -> Vec<String> {
    let mut code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            code = !code;
            found.push(line.to_owned());
        } else if code {
            // What is typed is the same; what is printed has its language.
            found.extend(line.starts_with("$ ").then(|| line.to_owned()));
        } else if line.starts_with('#') {
            found.push(line.chars().take_while(|c| *c == '#').collect());
        } else if line.starts_with("- ") || line.starts_with("| `") {
            // Up to its first command or folder, which both languages write alike.
            found.push(line.split('`').nth(1).unwrap_or_default().to_owned());
        }
    }
    found
}

#[test]
fn both_readmes_have_one_skeleton() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../");
    let read = |name: &str| std::fs::read_to_string(format!("{root}{name}")).expect("a readme");
    let english = skeleton(&read("README.md"));
    assert!(english.len() > 20, "{english:?}");
    assert_eq!(skeleton(&read("README.es.md")), english);
}

#[test]
fn one_thing_has_one_word_in_spanish() {
    for (name, _, spanish) in FILES {
        assert!(
            !spanish.to_lowercase().contains("fichero"),
            "{name}: archivo"
        );
    }
}
