//! How awk writes numbers, and what its `printf` does.

/// A number as `print` writes it: whole ones whole, others with six significant digits (`%.6g`).
pub(super) fn number(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e16 {
        return format!("{}", value as i64);
    }
    general(value, 6)
}

/// `%g` with so many significant digits.
fn general(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        let sign = if value.is_sign_negative() { "-" } else { "" };
        let name = if value.is_nan() { "nan" } else { "inf" };
        return format!("{sign}{name}");
    }
    let digits = digits.max(1);
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if exponent < -4 || exponent >= digits as i32 {
        return format!("{}e{exponent:+03}", trimmed(mantissa));
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    trimmed(&format!("{value:.decimals$}"))
}

/// What an argument of `printf` is: its text, and its number.
pub(in crate::host::program) type Argument = (String, f64);

/// Fills a format; arguments that are missing are empty.
pub(in crate::host::program) fn printf(format: &str, arguments: &[Argument]) -> String {
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            out.push('%');
            continue;
        }
        let (mut left, mut zero, mut plus, mut space) = (false, false, false, false);
        while let Some(flag) = chars.next_if(|c| "-0+ #".contains(*c)) {
            match flag {
                '-' => left = true,
                '0' => zero = true,
                '+' => plus = true,
                ' ' => space = true,
                _ => {}
            }
        }
        let mut count = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            if chars.next_if_eq(&'*').is_some() {
                return arguments.next().map(|a| a.1.max(0.0) as usize);
            }
            let mut digits = String::new();
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            digits.parse().ok()
        };
        // As much as a line of the model takes.
        const WIDEST: usize = 1 << 16;
        let width = count(&mut chars).unwrap_or(0).min(WIDEST);
        let point = chars.next_if_eq(&'.');
        let precision = point.map(|_| count(&mut chars).unwrap_or(0).min(WIDEST));
        let Some(kind) = chars.next() else { break };
        let none = (String::new(), 0.0);
        let (text, value) = arguments.next().unwrap_or(&none);
        let signed = |body: String| match (body.starts_with('-'), plus, space) {
            (false, true, _) => format!("+{body}"),
            (false, false, true) => format!(" {body}"),
            _ => body,
        };
        let body = match kind {
            'd' | 'i' => signed(format!("{}", value.trunc() as i64)),
            'u' => format!("{}", value.trunc() as u64),
            'x' => format!("{:x}", value.trunc() as i64),
            'X' => format!("{:X}", value.trunc() as i64),
            'o' => format!("{:o}", value.trunc() as i64),
            'f' | 'F' => signed(format!("{value:.*}", precision.unwrap_or(6))),
            'e' | 'E' => {
                let text = format!("{value:.*e}", precision.unwrap_or(6));
                let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let exponent: i32 = exponent.parse().unwrap_or(0);
                signed(format!("{mantissa}e{exponent:+03}"))
            }
            'g' | 'G' => signed(general(*value, precision.unwrap_or(6))),
            'c' => match text.chars().next() {
                Some(c) if text.parse::<f64>().is_err() => c.to_string(),
                _ => char::from_u32(*value as u32).map_or_else(String::new, |c| c.to_string()),
            },
            's' => match precision {
                Some(n) => text.chars().take(n).collect(),
                None => text.clone(),
            },
            other => format!("%{other}"),
        };
        let missing = width.saturating_sub(body.chars().count());
        let numeric = !matches!(kind, 's' | 'c');
        match (left, zero && numeric) {
            (true, _) => out += &format!("{body}{}", " ".repeat(missing)),
            (false, true) => {
                let (sign, digits) = match body.strip_prefix(['-', '+']) {
                    Some(digits) => (&body[..1], digits),
                    None => ("", body.as_str()),
                };
                out += &format!("{sign}{}{digits}", "0".repeat(missing));
            }
            (false, false) => out += &format!("{}{body}", " ".repeat(missing)),
        }
    }
    out
}
