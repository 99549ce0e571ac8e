//! Parts of what a command prints. What is left out shows as `[...]`.
//!
//! Selectors stand apart by `; `, and a line is shown if any of them selects it:
//! `lines 1-3` and `lines 2`; `last 2`; `paragraph 2` and `paragraphs 2-3`, where empty lines part paragraphs;
//! `paragraph 5 lines 1-9` is a part of one; `with TEXT`, for the lines that hold it; `from TEXT`, for the first that holds it and all below.

use std::ops::RangeInclusive;

const LEFT_OUT: &str = "[...]";

/// The lines that are selected.
pub(crate) fn part(selectors: &str, lines: &[&str]) -> Result<Vec<String>, String> {
    let mut shown = vec![false; lines.len()];
    for selector in selectors.split("; ") {
        let selected = selected(selector, lines)?;
        if !selected.contains(&true) {
            return Err(format!("`{selector}` selects nothing"));
        }
        let both = shown.iter_mut().zip(selected);
        both.for_each(|(shown, selected)| *shown |= selected);
    }
    let mut part: Vec<String> = Vec::new();
    for (line, shown) in lines.iter().zip(shown) {
        if shown {
            part.push((*line).to_owned());
        } else if part.last().is_none_or(|last| last != LEFT_OUT) {
            part.push(LEFT_OUT.to_owned());
        }
    }
    Ok(part)
}

fn selected(selector: &str, lines: &[&str]) -> Result<Vec<bool>, String> {
    let (word, rest) = selector
        .split_once(' ')
        .ok_or_else(|| format!("no selector: {selector}"))?;
    let count = lines.len();
    let at = |wanted: RangeInclusive<usize>| (1..=count).map(|n| wanted.contains(&n)).collect();
    Ok(match word {
        "with" => lines.iter().map(|line| line.contains(rest)).collect(),
        "from" => {
            let first = lines.iter().position(|line| line.contains(rest));
            (0..count)
                .map(|n| first.is_some_and(|first| first <= n))
                .collect()
        }
        "line" | "lines" => at(range(rest)?),
        "last" => {
            let last = *range(rest)?.end();
            at(count.saturating_sub(last) + 1..=count)
        }
        "paragraph" | "paragraphs" => {
            let (rest, within) = rest.split_once(" lines ").unwrap_or((rest, "1-999"));
            let (wanted, within) = (range(rest)?, range(within)?);
            let line = |n: usize| {
                1 + lines[..n]
                    .iter()
                    .rev()
                    .take_while(|l| !l.is_empty())
                    .count()
            };
            let paragraph = |n: usize| 1 + lines[..n].iter().filter(|l| l.is_empty()).count();
            let blank = |n: usize| lines[n].is_empty() && paragraph(n) == *wanted.end();
            let inside = |n| wanted.contains(&paragraph(n)) && within.contains(&line(n));
            let shown = |n| inside(n) && !blank(n);
            (0..count).map(shown).collect()
        }
        _ => return Err(format!("no selector: {selector}")),
    })
}

fn range(words: &str) -> Result<RangeInclusive<usize>, String> {
    let number = |word: &str| word.parse().map_err(|_| format!("no number: {words}"));
    let (first, last) = words.split_once('-').unwrap_or((words, words));
    Ok(number(first)?..=number(last)?)
}

#[test]
fn parts_are_selected_and_the_rest_is_marked() {
    let lines = ["a", "b", "", "c", "d", "", "e"];
    let shown = |selectors: &str| part(selectors, &lines).map(|lines| lines.join(" "));
    assert_eq!(shown("lines 1-2"), Ok("a b [...]".to_owned()));
    assert_eq!(shown("paragraph 2"), Ok("[...] c d [...]".to_owned()));
    assert_eq!(shown("paragraphs 1-2"), Ok("a b  c d [...]".to_owned()));
    assert_eq!(shown("paragraph 2 lines 2"), Ok("[...] d [...]".to_owned()));
    assert_eq!(shown("line 1; last 1"), Ok("a [...] e".to_owned()));
    assert_eq!(shown("with d"), Ok("[...] d [...]".to_owned()));
    assert_eq!(shown("from d"), Ok("[...] d  e".to_owned()));
    assert!(shown("with x").is_err() && shown("line 9").is_err() && shown("all").is_err());
}
