use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use super::{Manner, Target, Turn, balance};
use crate::random::Random;
use crate::traffic::{Curve, Requests};

fn manner(workers: u32, patience_s: f64, seed: u64) -> Manner {
    Manner {
        workers,
        patience_s,
        random: Random::new(seed),
    }
}

fn one(rate: f64) -> Vec<Turn<u8>> {
    let target = Target {
        key: 0,
        share: 1.0,
        rate: Some(rate),
    };
    vec![Turn {
        at: 0.0,
        targets: vec![target],
        gone: Vec::new(),
    }]
}

/// The probability that a request waits, by Erlang's formula: for so many workers, of which so many are busy in the mean.
fn erlang_c(workers: u32, busy: f64) -> f64 {
    let blocked = (1..=workers).fold(1.0, |b, n| busy * b / (f64::from(n) + busy * b));
    let used = busy / f64::from(workers);
    blocked / (1.0 - used * (1.0 - blocked))
}

#[test]
fn erlangs_formula_is_that_of_the_tables() {
    // One worker: as often as it is busy. Eight of which 6.4 are busy: a mean wait of 0.286 services.
    assert!((erlang_c(1, 0.5) - 0.5).abs() < 1e-12);
    assert!((erlang_c(2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
    assert!((erlang_c(8, 6.4) / (8.0 - 6.4) - 0.286_03).abs() < 1e-5);
}

/// Means over a hundred stretches of time, so that what a stretch leaves to the next hardly counts.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

#[test]
fn waits_are_those_of_erlang() {
    // Workers, requests a second, seed; each worker answers one a second.
    for (workers, arriving, seed) in [
        (1, 0.7, 1),
        (2, 1.6, 2),
        (8, 6.4, 3),
        (8, 4.0, 4),
        (32, 28.0, 5),
    ] {
        let stretches = 100;
        let length = 5_000.0 / arriving;
        let end = f64::from(stretches) * length;
        let parts: Vec<f64> = (0..stretches).map(|n| f64::from(n) * length).collect();
        let curve = Curve::constant(arriving);
        let who = ("web", manner(workers, 1e9, seed));
        let found = balance((&curve, 1.0), &one(f64::from(workers)), &parts, end, who);
        let wanted = erlang_c(workers, arriving) / (f64::from(workers) - arriving);
        let waits: Vec<f64> = found.iter().filter_map(Requests::mean_wait_s).collect();
        let (mean, error) = mean_and_error(&waits);
        assert!(
            (mean - wanted).abs() < 3.5 * error,
            "{workers} at {arriving}: {mean} ± {error}, not {wanted}"
        );
        assert!(
            error < 0.1 * wanted + 0.01,
            "{workers} at {arriving}: too few to tell"
        );
        let answers: Vec<f64> = found.iter().filter_map(Requests::mean_s).collect();
        let (mean, error) = mean_and_error(&answers);
        assert!(
            (mean - wanted - 1.0).abs() < 3.5 * error,
            "{workers} at {arriving}: {mean} ± {error}"
        );
    }
}

#[test]
fn one_worker_answers_within_the_times_of_an_exponential_distribution() {
    // M/M/1: the time to the answer is exponential with rate 1 - 0.5.
    let curve = Curve::constant(0.5);
    let found = balance(
        (&curve, 1.0),
        &one(1.0),
        &[0.0],
        4e5,
        ("web", manner(1, 1e9, 9)),
    );
    let [half, most] = found[0].within([0.5, 0.95]).expect("answers");
    assert!((half / (2.0_f64.ln() / 0.5) - 1.0).abs() < 0.04, "{half}");
    assert!((most / (20.0_f64.ln() / 0.5) - 1.0).abs() < 0.04, "{most}");
}

/// Little's law: as many are there in the mean as come in a second times the seconds that they stay. Counted from outside, at
/// even moments, by the numbers that came and that were answered up to each.
#[test]
fn as_many_are_there_as_littles_law_says() {
    let (arriving, end) = (6.4, 6_000.0);
    let curve = Curve::constant(arriving);
    let run = |until: f64| {
        balance(
            (&curve, 1.0),
            &one(8.0),
            &[0.0],
            until,
            ("web", manner(8, 1e9, 11)),
        )
    };
    let whole = run(end);
    let stayed = arriving * whole[0].mean_s().expect("answers");
    let there: Vec<f64> = (1_u32..=150)
        .map(|n| {
            let at = end * f64::from(n) / 150.0;
            // The same users, watched until then: who is not answered is there.
            run(at)[0].waiting as f64
        })
        .collect();
    let (mean, error) = mean_and_error(&there);
    assert!(
        (mean - stayed).abs() < 3.5 * error,
        "{mean} ± {error} are there, {stayed} by the law"
    );
}

#[test]
fn a_target_that_dies_takes_what_it_was_at_with_it_and_one_that_drains_does_not() {
    let target = |key| Target {
        key,
        share: 1.0,
        rate: Some(0.1),
    };
    let turn = |at, key, gone: &[u8]| Turn {
        at,
        targets: vec![target(key)],
        gone: gone.to_vec(),
    };
    let curve = Curve::constant(1.0);
    let run = |gone: &[u8]| {
        let turns = [turn(0.0, 1, &[]), turn(50.0, 2, gone)];
        let found = balance(
            (&curve, 1.0),
            &turns,
            &[0.0, 50.0],
            5_000.0,
            ("web", manner(40, 1e9, 3)),
        );
        found[0].clone()
    };
    let (drained, died) = (run(&[]), run(&[1]));
    assert_eq!((drained.lost, drained.waiting), (0, 0));
    assert_eq!(drained.asked, died.asked);
    assert!(died.lost > 10, "{died:?}");
}

#[test]
fn users_give_up_after_their_patience() {
    // Twice what is answered: the line grows until who comes waits nearly as long as users have patience. About half of the
    // work is in vain then: it ends after they have given up.
    let curve = Curve::constant(2.0);
    let found = balance(
        (&curve, 1.0),
        &one(1.0),
        &[0.0],
        20_000.0,
        ("web", manner(1, 60.0, 5)),
    );
    let found = &found[0];
    let [longest] = found.within([1.0]).expect("answers");
    assert!(longest <= 60.0, "{longest}");
    let served = found.served() as f64 / 20_000.0;
    assert!((0.35..0.65).contains(&served), "{served} a second");
    let nobody = Turn {
        at: 0.0,
        targets: Vec::<Target<u8>>::new(),
        gone: Vec::new(),
    };
    let found = balance(
        (&curve, 1.0),
        &[nobody],
        &[0.0],
        100.0,
        ("web", manner(1, 60.0, 5)),
    );
    assert_eq!((found[0].lost, found[0].served()), (found[0].asked, 0));
}

#[test]
fn targets_take_turns_by_their_shares() {
    let target = |key, share| Target {
        key,
        share,
        rate: (key != 2).then_some(1e6),
    };
    let turns = [Turn {
        at: 0.0,
        targets: vec![target(0, 0.5), target(1, 0.25), target(2, 0.25)],
        gone: Vec::new(),
    }];
    let curve = Curve::constant(10.0);
    let found = balance(
        (&curve, 1.0),
        &turns,
        &[0.0],
        1_000.0,
        ("web", manner(4, 60.0, 1)),
    );
    // A quarter goes to one that answers nobody, to a request.
    assert!(
        found[0].lost.abs_diff(found[0].asked / 4) <= 1,
        "{}",
        found[0].lost
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_request_is_answered_lost_or_under_way(
        seed in 0_u64..1_000,
        workers in 1_u32..6,
        patience in 0.5_f64..120.0,
        changes in proptest::collection::vec((0.0_f64..400.0, proptest::collection::vec((0_u8..5, 0.1_f64..1.0, proptest::option::of(0.2_f64..9.0)), 0..4)), 0..8),
    ) {
        let mut at = 0.0;
        let mut turns: Vec<Turn<u8>> = Vec::new();
        for (pause, found) in changes {
            let mut targets: Vec<Target<u8>> = Vec::new();
            for (key, share, rate) in found {
                if targets.iter().all(|t| t.key != key) {
                    targets.push(Target { key, share, rate });
                }
            }
            let whole: f64 = targets.iter().map(|t| t.share).sum();
            targets.iter_mut().for_each(|t| t.share /= whole);
            // Every other one that leaves is dead.
            let before = turns.last().map_or(Vec::new(), |turn| turn.targets.clone());
            let left = before.iter().map(|t| t.key).filter(|key| targets.iter().all(|t| t.key != *key));
            let gone = left.filter(|key| key % 2 == 0).collect();
            turns.push(Turn { at, targets, gone });
            at += pause;
        }
        let curve = Curve::day(6.0).with_rush(300.0, 200.0, 4.0);
        let parts = [0.0, 250.0, 600.0];
        let run = |end| balance((&curve, 0.8), &turns, &parts, end, ("web", manner(workers, patience, seed)));
        let found = run(1_500.0);
        let mut came = 0;
        for part in &found {
            prop_assert_eq!(part.asked, part.served() + part.lost + part.waiting);
            if let Some([shortest, longest]) = part.within([0.0, 1.0]) {
                prop_assert!(0.0 <= shortest && longest <= patience);
            }
            came += part.asked;
        }
        let expected = 0.8 * curve.requests(0.0, 1_500.0);
        prop_assert!((came as f64 - expected).abs() < 5.0 * expected.sqrt() + 1.0);
        prop_assert_eq!(run(1_500.0), found);
    }
}
