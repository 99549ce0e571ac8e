//! A page, and what it would have to say to be true.
//!
//! What is run stands in it:
//!
//! - In a `console` block, every line `$ paperboat ...` is run, in the order of the page, by a reader with a folder of
//!   their own; what is below is what it prints on both streams. Comments above the block: `<!-- ends: 1 -->` where the
//!   command fails; `<!-- part: SELECTORS -->` where a part is shown, see `part.rs`.
//! - `<!-- file: NAME -->` above any other block writes it as a file of the reader's.
//! - `<!-- figure NAME: ... -->` draws a file from a run, which the line below shows, see `figure.rs`.
//! - `<!-- run NAME: paperboat ... --json -->` names data for the numbers and figures that follow, see `number.rs`.

use crate::figure::picture;
use crate::number::numbers;
use crate::part::part;
use crate::reader::Reader;

/// The page as it would have to be.
pub(crate) fn truth(page: &str, reader: &mut Reader) -> Result<String, String> {
    let mut lines = page.lines().enumerate().peekable();
    let mut orders = Vec::new();
    let mut true_lines = Vec::new();
    while let Some((at, line)) = lines.next() {
        let told = |error| format!("line {}: {error}", at + 1);
        if let Some(kind) = line.strip_prefix("```") {
            let block: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```")
                .collect();
            true_lines.push(line.to_owned());
            let block = Block {
                kind,
                lines: block,
                orders: std::mem::take(&mut orders),
            };
            true_lines.extend(block.truth(reader).map_err(told)?);
            true_lines.push("```".to_owned());
            continue;
        }
        if let Some(order) = order(line) {
            match order {
                Order::Run(name, command) => reader.names(name, command).map_err(told)?,
                Order::Figure(name, order) => {
                    let picture = picture(order, reader).map_err(told)?;
                    lines.next_if(|(_, line)| line.starts_with("!["));
                    true_lines.extend([line.to_owned(), picture.line(name)]);
                    reader.draws(name, picture).map_err(told)?;
                    continue;
                }
                order => orders.push(order),
            }
        } else if let (false, Some(order)) = (line.is_empty(), orders.first()) {
            return Err(told(format!("{order:?} stands above no block")));
        }
        true_lines.push(numbers(line, reader).map_err(told)?);
    }
    Ok(true_lines.join("\n") + "\n")
}

/// What a comment orders.
#[derive(Debug)]
enum Order<'a> {
    Run(&'a str, &'a str),
    Part(&'a str),
    Ends(&'a str),
    File(&'a str),
    Figure(&'a str, &'a str),
}

fn order(line: &str) -> Option<Order<'_>> {
    let line = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (word, rest) = line.split_once(": ")?;
    Some(match word {
        "part" => Order::Part(rest),
        "ends" => Order::Ends(rest),
        "file" => Order::File(rest),
        word => match word.strip_prefix("figure ") {
            Some(name) => Order::Figure(name, rest),
            None => Order::Run(word.strip_prefix("run ")?, rest),
        },
    })
}

struct Block<'a> {
    kind: &'a str,
    lines: Vec<&'a str>,
    orders: Vec<Order<'a>>,
}

impl Block<'_> {
    fn truth(&self, reader: &mut Reader) -> Result<Vec<String>, String> {
        if self.kind == "console" {
            return self.transcript(reader);
        }
        for order in &self.orders {
            match order {
                Order::File(name) => reader.writes(name, &self.lines),
                order => return Err(format!("{order:?} is not for a block of {}", self.kind)),
            }
        }
        Ok(self.lines.iter().map(|&line| line.to_owned()).collect())
    }

    fn transcript(&self, reader: &mut Reader) -> Result<Vec<String>, String> {
        let (mut ends, mut selectors) = (0, None);
        for order in &self.orders {
            match order {
                Order::Ends(code) => ends = code.parse().map_err(|_| "no exit code")?,
                Order::Part(words) => selectors = Some(*words),
                order => return Err(format!("{order:?} is not for a transcript")),
            }
        }
        let typed = self.lines.iter().filter_map(|line| line.strip_prefix("$ "));
        let typed: Vec<&str> = typed.collect();
        if typed.is_empty() || (typed.len() > 1 && !self.orders.is_empty()) {
            return Err("a block with a comment above it has one command".to_owned());
        }
        let mut shown = Vec::new();
        for command in typed {
            let (code, said) = reader.types(command)?;
            if code != ends {
                return Err(format!("`{command}` ends with {code}:\n{said}"));
            }
            let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
            shown.push(format!("$ {command}"));
            match selectors {
                Some(words) => shown.extend(part(words, &lines)?),
                None => shown.extend(lines.iter().map(|&line| line.to_owned())),
            }
        }
        Ok(shown)
    }
}

#[cfg(test)]
mod tests {
    use paperboat::text::Language;

    use super::truth;
    use crate::reader::Reader;

    fn is(page: &str) -> Result<String, String> {
        truth(page, &mut Reader::new(Language::En))
    }

    #[test]
    fn a_stale_output_is_replaced() {
        let page = "```console\n$ paperboat schema nothing\nfine\n```\n";
        assert!(is(page).is_err_and(|error| error.contains("ends with 2")));
        let page = format!("<!-- ends: 2 -->\n{page}");
        let truth = is(&page).expect("a page");
        assert!(
            truth.contains("error") && !truth.contains("fine"),
            "{truth}"
        );
        assert_eq!(is(&truth), Ok(truth.clone()));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        assert!(is("<!-- part: lines 1 -->\nText\n").is_err());
        assert!(is("<!-- ends: 1 -->\n```yaml\n```\n").is_err());
        assert!(is("```console\n$ ls\n```\n").is_err());
        assert!(is("```console\n```\n").is_err());
    }

    #[test]
    fn a_figure_is_drawn_anew_and_kept_under_its_name() {
        let order = "<!-- figure by-hand: flow paperboat diagram examples/guestbook -s ec2 -->";
        let mut reader = Reader::new(Language::En);
        let stale = format!("{order}\n![stale](figures/old.svg)\n");
        let page = truth(&stale, &mut reader).expect("a page");
        assert!(
            page.starts_with(&format!("{order}\n![What is made, in order: ec2")),
            "{page}"
        );
        assert!(page.ends_with("](figures/by-hand.svg)\n"), "{page}");
        assert_eq!(is(&format!("{order}\n")), Ok(page.clone()));
        assert!(reader.pictures["by-hand"].wide.starts_with("<svg xmlns="));
        assert!(is(&format!("{page}{page}")).is_err());
        assert!(is("<!-- figure a: flow paperboat check examples/guestbook -->\n").is_err());
        assert!(is("<!-- figure a: pie x -->\n").is_err());
    }

    #[test]
    fn files_are_there_for_later_commands() {
        let page = "<!-- file: a.yaml -->\n```yaml\nservices: {a: {image: nginx}}\n```\n\n<!-- part: with nginx -->\n```console\n$ paperboat config a.yaml\n```\n";
        let truth = is(page).expect("a page");
        assert!(truth.contains("[...]\n    image: nginx\n"), "{truth}");
    }
}
