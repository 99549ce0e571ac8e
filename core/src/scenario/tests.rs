//! A scenario's file, read and refused.

use std::time::Duration;

use super::{Act, People, What, read};
use crate::fault::Fault;
use crate::people::{Chance, Practice, Routine};

/// The first thing that is wrong with a scenario, its key and its line.
fn wrong(text: &str) -> String {
    let refusal = read("/x/storm.yaml", text.as_bytes()).expect_err(text);
    let first = &refusal.diagnostics[0];
    let args: Vec<&str> = first.args.values().map(String::as_str).collect();
    let line = first.span.map_or(0, |span| span.line);
    format!("{line} {} {} [{}]", first.key, first.code, args.join(", "))
}

/// A scenario with this in its timeline.
fn with(moment: &str) -> String {
    format!("version: 1\nhorizon: 2d\ntimeline:\n  - {moment}\n")
}

#[test]
fn a_scenario_is_read_in_order_of_time() {
    let text = "version: 1\nhorizon: 36h\npeak: 50\nlanes: [fargate]\ntimeline:\n\
                - {at: 26h, update: crashes}\n\
                - {at: 6h, fault: process-crash, service: web}\n\
                - {at: 7h, fault: process-crash}\n\
                - {at: 28h, scale: 4, service: web}\n\
                - {at: 30h, rush: 10, lasts: 15m, name: friday}\n\
                expect:\n\
                - {available: 99.9%}\n\
                - {lost-below: 0.5 %, after: process-crash-2, lane: fargate}\n\
                - {never-seen: {kind: state, to: STOPPED}}\n";
    let scenario = read("/x/a storm.paperboat.yaml", text.as_bytes()).expect("a scenario");
    assert_eq!(scenario.name, "a storm");
    assert_eq!(scenario.horizon, Duration::from_secs(36 * 3_600));
    let names: Vec<&str> = scenario.timeline.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "process-crash",
            "process-crash-2",
            "bad-image",
            "scale",
            "friday"
        ]
    );
    let crash = Fault::ProcessCrash {
        service: Some("web".to_owned()),
    };
    assert_eq!(scenario.timeline[0].act, Act::Fault(crash));
    assert!(
        matches!(scenario.expectations[0].what, What::Available(part) if (part - 0.999).abs() < 1e-9)
    );
    assert_eq!(scenario.expectations[1].what, What::LostPartBelow(0.005));
}

#[test]
fn what_is_wrong_is_told_with_line_key_and_nearest_name() {
    for (text, said) in [
        ("horizon: 1h\n", "1  scenario-required-key [version: 1]"),
        (
            "version: 2\nhorizon: 1h\n",
            "1 version scenario-version [2, 1]",
        ),
        ("version: 1\n", "1  scenario-required-key [horizon]"),
        (
            "version: 1\nhorizon: 1h\ntimline: []\n",
            "3 timline scenario-unknown-key [timline, timeline]",
        ),
        (
            "version: 1\nhorizon: 40d\n",
            "2 horizon scenario-out-of-range [40d, 1s, 31d]",
        ),
        (
            "version: 1\nhorizon: soon\n",
            "2 horizon scenario-bad-value [soon, duration]",
        ),
        ("- 1\n", "1  scenario-wrong-type [mapping, list]"),
        (
            &with("{at: 3d, fault: host-dies}"),
            "4 timeline[0].at scenario-outside-horizon [72h0m0s, 48h0m0s]",
        ),
        (
            &with("{fault: host-dies}"),
            "4 timeline[0] scenario-required-key [at]",
        ),
        (
            &with("{at: 1h, fault: proces-crash}"),
            "4 timeline[0].fault scenario-unknown-fault [proces-crash, process-crash]",
        ),
        (
            &with("{at: 1h, fault: zone-outage, last: 3m}"),
            "4 timeline[0].last scenario-unknown-key [last, lasts]",
        ),
        (
            &with("{at: 1h, fault: zone-outage, lasts: 3}"),
            "4 timeline[0].lasts scenario-bad-parameter [3, it is a time with its unit, such as 90s, 30m or 2h]",
        ),
        (
            &with("{at: 1h, falt: zone-outage}"),
            "4 timeline[0].falt scenario-unknown-key [falt, fault]",
        ),
        (
            &with("{at: 1h}"),
            "4 timeline[0] scenario-required-key [fault | update | rollback | scale | rush]",
        ),
        (
            &with("{at: 1h, update: next, scale: 2}"),
            "4 timeline[0] scenario-several-acts [update, scale]",
        ),
        (
            &with("{at: 1h, update: newest}"),
            "4 timeline[0].update scenario-not-one-of [newest, next, missing, crashes]",
        ),
        (
            &with("{at: 1h, scale: 2.5}"),
            "4 timeline[0].scale scenario-bad-value [2.5, integer]",
        ),
        (
            &with("{at: 1h, scale: -1}"),
            "4 timeline[0].scale scenario-out-of-range [-1, 1, 1000]",
        ),
        (
            &with("{at: 1h, rush: 10}"),
            "4 timeline[0] scenario-required-key [lasts]",
        ),
        (
            "version: 1\nhorizon: 1h\nexpect:\n- {available: 99.9}\n",
            "4 expect[0].available scenario-bad-value [99.9, percentage]",
        ),
        (
            "version: 1\nhorizon: 1h\nexpect:\n- {available: 101%}\n",
            "4 expect[0].available scenario-bad-value [101%, percentage]",
        ),
        (
            "version: 1\nhorizon: 1h\nexpect:\n- {lost-below: 0}\n",
            "4 expect[0].lost-below scenario-impossible [below-nothing]",
        ),
        (
            "version: 1\nhorizon: 1h\nexpect:\n- {recovered-within: 3m}\n",
            "4 expect[0].recovered-within scenario-impossible [recovered-after-what]",
        ),
        (
            "version: 1\nhorizon: 1h\nexpect:\n- {lost-below: 5, after: crash}\n",
            "4 expect[0].after scenario-unknown-moment [crash, ]",
        ),
        (
            "version: 1\nhorizon: 1h\npeople: [me]\n",
            "3 people scenario-wrong-type [mapping, list]",
        ),
        (
            "version: 1\nhorizon: 1h\npeople:\n  hand: practised\n",
            "4 people.hand scenario-unknown-key [hand, hands]",
        ),
        (
            "version: 1\nhorizon: 1h\npeople:\n  hands: quick\n",
            "4 people.hands scenario-not-one-of [quick, first-time, tutorial, practised]",
        ),
        (
            "version: 1\nhorizon: 1h\npeople:\n  slips: 1.5\n",
            "4 people.slips scenario-out-of-range [1.5, 0, 1]",
        ),
        (
            "version: 1\nhorizon: 1h\npeople:\n  slips: often\n",
            "4 people.slips scenario-bad-value [often, chance]",
        ),
        (
            "version: 1\nhorizon: 1h\npeople:\n  human: 0.2\n",
            "4 people.human scenario-wrong-type [mapping, number]",
        ),
    ] {
        assert_eq!(wrong(text), said, "{text}");
    }
}

#[test]
fn a_scenario_says_who_works_as_far_as_it_does() {
    let of = |people: &str| {
        let text = format!("version: 1\nhorizon: 1h\n{people}");
        read("x", text.as_bytes()).expect("a scenario").people
    };
    assert_eq!(of(""), People::default());
    assert_eq!(of("people:\n"), People::default());
    let people = of("people: {hands: first-time, routine: tool, slips: 0.25}\n");
    assert_eq!(people.hands, Some(Practice::FirstTime));
    assert_eq!(people.routine, Some(Routine::Tool));
    assert_eq!(people.slips, Some(Chance::Command(0.25)));
    assert_eq!(of("people: {slips: true}\n").slips, Some(Chance::Model));
    assert_eq!(of("people: {slips: false}\n").slips, Some(Chance::Never));
    let own = of("people:\n  operator: {answer_night_s: 900}\n  human: {keystroke: 0.2}\n");
    let numbers = own.numbers.iter();
    let numbers: Vec<(String, String, u32)> = numbers
        .map(|n| (n.key(), n.value.to_string(), n.span.map_or(0, |s| s.line)))
        .collect();
    let expected = [
        ("human.keystroke", "0.2", 5),
        ("operator.answer_night_s", "900", 4),
    ];
    assert_eq!(
        numbers,
        expected.map(|(k, v, l)| (k.to_owned(), v.to_owned(), l))
    );
}

#[test]
fn services_and_lanes_are_held_against_those_that_there_are() {
    let text = "version: 1\nhorizon: 1h\nlanes: [fargat]\ntimeline:\n- {at: 1s, scale: 2, service: wep}\n- {at: 2s, fault: process-crash, service: web}\n";
    let scenario = read("x", text.as_bytes()).expect("a scenario");
    let wrong = scenario.unknown(&["web"], &["ec2-naive", "fargate"]);
    let said: Vec<(&str, &str)> = wrong.iter().map(|d| (d.code, d.key.as_str())).collect();
    let expected = [
        ("scenario-unknown-lane", "lanes[0]"),
        ("scenario-unknown-service", "timeline[0].service"),
    ];
    assert_eq!(said, expected);
    assert_eq!(wrong[1].args["nearest"], "web");
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = "version: 1\nhorizon: 1h\ntimeline:\n- {at: 2h, update: next}\n- {at: 1s, fault: fire}\nexpect:\n- {available: 2}\n";
    let refusal = read("x", text.as_bytes()).expect_err("wrong");
    let lines = refusal.diagnostics.iter().filter_map(|d| d.span);
    assert_eq!(lines.map(|s| s.line).collect::<Vec<_>>(), [4, 5, 7]);
}
