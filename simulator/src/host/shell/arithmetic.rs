//! Arithmetic, as bash does it: the text is expanded first and read then, and so are the values of variables in it.

use super::expand::{Expansion, Failure};
use super::voice::prefix;

/// How deep brackets and variables whose values are expressions may lie in each other.
const DEPTH: u32 = 32;

/// Binary operators, each with how strongly it binds; the longest of those that begin alike first.
const BINARY: [(&str, u32); 19] = [
    ("||", 1),
    ("&&", 2),
    ("<<", 7),
    (">>", 7),
    ("<=", 6),
    (">=", 6),
    ("==", 5),
    ("!=", 5),
    ("**", 10),
    ("|", 3),
    ("^", 3),
    ("&", 4),
    ("<", 6),
    (">", 6),
    ("+", 8),
    ("-", 8),
    ("*", 9),
    ("/", 9),
    ("%", 9),
];
const POWER: u32 = 10;

/// An expression that is being read and reckoned at once.
struct Sum<'e, 'w> {
    expansion: &'e mut Expansion<'w>,
    text: String,
    at: usize,
    /// Where the last token began: what an error shows.
    token: usize,
    /// What bash says before an error: empty, or `((: `.
    of: &'static str,
    depth: u32,
    /// Whether the part that is read is one that `&&`, `||` or `?` leaves out.
    idle: bool,
}

/// Reckons an expression; an empty one is 0.
pub(super) fn evaluate(
    expansion: &mut Expansion<'_>,
    text: &str,
    of: &'static str,
) -> Result<i64, Failure> {
    reckon(expansion, text, of, 0)
}

fn reckon(
    expansion: &mut Expansion<'_>,
    text: &str,
    of: &'static str,
    depth: u32,
) -> Result<i64, Failure> {
    let mut sum = Sum {
        expansion,
        text: text.to_owned(),
        at: 0,
        token: 0,
        of,
        depth,
        idle: false,
    };
    sum.blanks();
    if sum.rest().is_empty() {
        return Ok(0);
    }
    let value = sum.comma()?;
    if sum.rest().is_empty() {
        return Ok(value);
    }
    sum.token = sum.at;
    let what = match sum
        .rest()
        .starts_with(|c: char| c.is_alphanumeric() || c == '_')
    {
        true => "syntax error in expression",
        false if sum.rest().starts_with('=') => "attempted assignment to non-variable",
        false => "syntax error: invalid arithmetic operator",
    };
    Err(sum.error(what))
}

impl Sum<'_, '_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.token = self.at;
            self.at += sign.len();
            self.blanks();
        }
        found
    }

    fn error(&self, what: &str) -> Failure {
        let job = &self.expansion.w.hosts.jobs[self.expansion.job];
        let text = self.text.trim_start();
        let token = &self.text[self.token..];
        Failure::of(format!(
            "{}{}{text}: {what} (error token is \"{token}\")",
            prefix(job),
            self.of
        ))
    }

    fn deeper(&mut self) -> Result<(), Failure> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Failure::not_modelled("arithmetic nested more than 32 deep"));
        }
        Ok(())
    }

    fn comma(&mut self) -> Result<i64, Failure> {
        let mut value = self.choice()?;
        while self.take(",") {
            value = self.choice()?;
        }
        Ok(value)
    }

    /// `? :`, and what binds more strongly.
    fn choice(&mut self) -> Result<i64, Failure> {
        self.deeper()?;
        let asked = self.binary(1)?;
        let value = if self.take("?") {
            let outer = self.idle;
            self.idle = outer || asked == 0;
            let yes = self.comma()?;
            if !self.take(":") {
                return Err(self.error("`:' expected for conditional expression"));
            }
            self.idle = outer || asked != 0;
            let no = self.choice()?;
            self.idle = outer;
            if asked != 0 { yes } else { no }
        } else {
            asked
        };
        self.depth -= 1;
        Ok(value)
    }

    fn operator(&self, least: u32) -> Option<(&'static str, u32)> {
        let rest = self.rest();
        let found = BINARY.iter().find(|(sign, _)| rest.starts_with(sign))?;
        let after = &rest[found.0.len()..];
        // `+=` and the like assign.
        let assigns = after.starts_with('=') && !matches!(found.0, "<=" | ">=" | "==" | "!=");
        (found.1 >= least && !assigns).then_some(*found)
    }

    fn binary(&mut self, least: u32) -> Result<i64, Failure> {
        let mut left = self.unary()?;
        while let Some((sign, strength)) = self.operator(least) {
            self.take(sign);
            let outer = self.idle;
            self.idle |= matches!((sign, left), ("&&", 0)) || (sign == "||" && left != 0);
            // Only `**` binds to the right.
            let next = if strength == POWER {
                strength
            } else {
                strength + 1
            };
            let operand = self.token + sign.len();
            let right = self.binary(next)?;
            self.idle = outer;
            left = self.apply(left, sign, right, operand)?;
        }
        Ok(left)
    }

    fn apply(&mut self, a: i64, sign: &str, b: i64, at: usize) -> Result<i64, Failure> {
        Ok(match sign {
            "||" => i64::from(a != 0 || b != 0),
            "&&" => i64::from(a != 0 && b != 0),
            "|" => a | b,
            "^" => a ^ b,
            "&" => a & b,
            "==" => i64::from(a == b),
            "!=" => i64::from(a != b),
            "<" => i64::from(a < b),
            "<=" => i64::from(a <= b),
            ">" => i64::from(a > b),
            ">=" => i64::from(a >= b),
            "<<" => a.wrapping_shl(b as u32),
            ">>" => a.wrapping_shr(b as u32),
            "+" => a.wrapping_add(b),
            "-" => a.wrapping_sub(b),
            "*" => a.wrapping_mul(b),
            "/" | "%" if b == 0 => {
                if self.idle {
                    return Ok(0);
                }
                let rest = &self.text[at..];
                self.token = at + rest.len() - rest.trim_start().len();
                return Err(self.error("division by 0"));
            }
            "/" => a.wrapping_div(b),
            "%" => a.wrapping_rem(b),
            _ if b < 0 => {
                if self.idle {
                    return Ok(0);
                }
                return Err(self.error("exponent less than 0"));
            }
            _ => power(a, b),
        })
    }

    fn unary(&mut self) -> Result<i64, Failure> {
        self.deeper()?;
        let value = self.signed();
        self.depth -= 1;
        value
    }

    fn signed(&mut self) -> Result<i64, Failure> {
        self.blanks();
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.rest().starts_with(sign) && names_follow(&self.rest()[2..]) {
                self.take(sign);
                return match self.place()? {
                    Some(place) => {
                        let value = self.read(&place)?.wrapping_add(by);
                        self.write(&place, value)?;
                        Ok(value)
                    }
                    None => Err(self.error("syntax error: operand expected")),
                };
            }
        }
        if self.take("!") {
            return Ok(i64::from(self.unary()? == 0));
        }
        if self.take("~") {
            return Ok(!self.unary()?);
        }
        if self.take("-") {
            return Ok(self.unary()?.wrapping_neg());
        }
        if self.take("+") {
            return self.unary();
        }
        self.operand()
    }

    fn operand(&mut self) -> Result<i64, Failure> {
        if self.take("(") {
            let value = self.comma()?;
            if !self.take(")") {
                return Err(self.error("missing `)'"));
            }
            return Ok(value);
        }
        if self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            return self.number();
        }
        let Some(place) = self.place()? else {
            if !self.rest().is_empty() {
                self.token = self.at;
            }
            return Err(self.error("syntax error: operand expected"));
        };
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.take(sign) {
                let value = self.read(&place)?;
                self.write(&place, value.wrapping_add(by))?;
                return Ok(value);
            }
        }
        let signs = ["<<", ">>", "+", "-", "*", "/", "%", "&", "|", "^", ""];
        let assigns = |sign: &&&str| {
            let after = self.rest().strip_prefix(**sign);
            after.is_some_and(|r| r.starts_with('=') && !r.starts_with("=="))
        };
        let Some(sign) = signs.iter().find(assigns) else {
            return self.read(&place);
        };
        self.take(&format!("{sign}="));
        let operand = self.token + sign.len() + 1;
        let value = self.choice()?;
        let value = match *sign {
            "" => value,
            sign => {
                let old = self.read(&place)?;
                self.apply(old, sign, value, operand)?
            }
        };
        self.write(&place, value)?;
        Ok(value)
    }

    /// Reads the name of a variable, with its index; none when there is no name.
    fn place(&mut self) -> Result<Option<(String, Option<String>)>, Failure> {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        if length == 0 || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(None);
        }
        let name = rest[..length].to_owned();
        self.token = self.at;
        self.at += length;
        let mut index = None;
        if self.rest().starts_with('[') {
            let Some(end) = self.rest().find(']') else {
                return Err(self.error("bad array subscript"));
            };
            index = Some(self.rest()[1..end].to_owned());
            self.at += end + 1;
        }
        self.blanks();
        Ok(Some((name, index)))
    }

    fn read(&mut self, (name, index): &(String, Option<String>)) -> Result<i64, Failure> {
        if self.idle {
            return Ok(0);
        }
        let text = self.expansion.element(name, index.as_deref())?;
        let text = match text {
            Some(text) => text,
            None => {
                self.expansion.must_be_set(name)?;
                String::new()
            }
        };
        self.deeper()?;
        let value = reckon(self.expansion, &text, self.of, self.depth);
        self.depth -= 1;
        value
    }

    fn write(
        &mut self,
        (name, index): &(String, Option<String>),
        value: i64,
    ) -> Result<(), Failure> {
        if self.idle {
            return Ok(());
        }
        self.expansion
            .set(name, index.as_deref(), value.to_string(), false)
    }

    /// A number: decimal, `0x` and `0` before others, `BASE#DIGITS`.
    fn number(&mut self) -> Result<i64, Failure> {
        self.token = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"#@_".contains(c))
            .unwrap_or(rest.len());
        let text = rest[..length].to_owned();
        let (base, digits) = match text.split_once('#') {
            Some((base, digits)) => (base.parse().unwrap_or(0), digits),
            None => match text.strip_prefix("0x").or(text.strip_prefix("0X")) {
                Some(digits) => (16, digits),
                None if text.len() > 1 && text.starts_with('0') => (8, &text[1..]),
                None => (10, &text[..]),
            },
        };
        if !(2..=64).contains(&base) {
            return Err(self.error("invalid arithmetic base"));
        }
        let mut value = 0_i64;
        for c in digits.chars() {
            let Some(digit) = digit(c, base).filter(|d| *d < base) else {
                return Err(self.error("value too great for base"));
            };
            value = value.wrapping_mul(base).wrapping_add(digit);
        }
        self.at += length;
        self.blanks();
        Ok(value)
    }
}

fn names_follow(text: &str) -> bool {
    text.trim_start()
        .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

fn digit(c: char, base: i64) -> Option<i64> {
    Some(match c {
        '0'..='9' => i64::from(c as u32 - '0' as u32),
        'a'..='z' => i64::from(c as u32 - 'a' as u32) + 10,
        'A'..='Z' if base <= 36 => i64::from(c as u32 - 'A' as u32) + 10,
        'A'..='Z' => i64::from(c as u32 - 'A' as u32) + 36,
        '@' => 62,
        '_' => 63,
        _ => return None,
    })
}

fn power(base: i64, exponent: i64) -> i64 {
    let (mut value, mut base, mut left) = (1_i64, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            value = value.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        left >>= 1;
    }
    value
}
