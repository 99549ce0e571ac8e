//! JMESPath's functions of numbers as Python's JMESPath has them, which the AWS command line uses: whole numbers stay whole,
//! and the mean of nothing is null.

use jmespath::functions::{ArgumentType, CustomFunction, Signature};
use jmespath::{Rcvar, Runtime, Variable};
use serde_json::{Number, Value};

/// The functions of JMESPath.
pub(super) fn runtime() -> Runtime {
    let mut runtime = Runtime::new();
    runtime.register_builtin_functions();
    let number = || Signature::new(vec![ArgumentType::Number], None);
    let numbers = || {
        let list = ArgumentType::TypedArray(Box::new(ArgumentType::Number));
        Signature::new(vec![list], None)
    };
    let mut add = |name: &str, signature: Signature, of: fn(&[Number]) -> Value| {
        let evaluate = move |arguments: &[Rcvar], _: &mut jmespath::Context<'_>| {
            let numbers: Vec<Number> = match arguments.first().map(AsRef::as_ref) {
                Some(Variable::Number(number)) => vec![number.clone()],
                Some(Variable::Array(items)) => items.iter().filter_map(as_number).collect(),
                _ => Vec::new(),
            };
            Variable::try_from(of(&numbers)).map(Rcvar::new)
        };
        let function = CustomFunction::new(signature, Box::new(evaluate));
        runtime.register_function(name, Box::new(function));
    };
    add("sum", numbers(), sum);
    add("avg", numbers(), |numbers| match numbers.len() {
        0 => Value::Null,
        count => Value::from(real(numbers) / count as f64),
    });
    add("abs", number(), |numbers| {
        match numbers.first().and_then(Number::as_i64) {
            Some(whole) => Value::from(whole.wrapping_abs()),
            None => Value::from(real(numbers).abs()),
        }
    });
    add("ceil", number(), |numbers| {
        Value::from(real(numbers).ceil() as i64)
    });
    add("floor", number(), |numbers| {
        Value::from(real(numbers).floor() as i64)
    });
    runtime
}

fn as_number(item: &Rcvar) -> Option<Number> {
    match item.as_ref() {
        Variable::Number(number) => Some(number.clone()),
        _ => None,
    }
}

fn real(numbers: &[Number]) -> f64 {
    numbers.iter().filter_map(Number::as_f64).sum()
}

fn sum(numbers: &[Number]) -> Value {
    let whole: Option<Vec<i64>> = numbers.iter().map(Number::as_i64).collect();
    match whole.and_then(|all| all.into_iter().try_fold(0_i64, i64::checked_add)) {
        Some(whole) => Value::from(whole),
        None => Value::from(real(numbers)),
    }
}
