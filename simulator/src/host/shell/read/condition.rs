//! Conditions of `[[ ]]` and arithmetic of `(( ))`.

use shuck_ast::{
    ArithmeticAssignOp, ArithmeticBinaryOp, ArithmeticExpr, ArithmeticExprNode, ArithmeticLvalue,
    ArithmeticUnaryOp, ConditionalBinaryOp, ConditionalExpr, ConditionalUnaryOp,
};

use super::super::syntax::{Action, Arithmetic, Condition, Parameter, Part, Word};
use super::{Read, Reader, refuse};

impl Reader<'_> {
    pub(super) fn condition(&self, expression: &ConditionalExpr) -> Read<Condition> {
        Ok(match expression {
            ConditionalExpr::Parenthesized(e) => self.condition(&e.expr)?,
            ConditionalExpr::Unary(e) if e.op == ConditionalUnaryOp::Not => {
                Condition::Not(Box::new(self.condition(&e.expr)?))
            }
            ConditionalExpr::Unary(e) => {
                let op = match e.op {
                    ConditionalUnaryOp::Exists => "-e",
                    ConditionalUnaryOp::RegularFile => "-f",
                    ConditionalUnaryOp::Directory => "-d",
                    ConditionalUnaryOp::Symlink => "-L",
                    ConditionalUnaryOp::Readable => "-r",
                    ConditionalUnaryOp::Writable => "-w",
                    ConditionalUnaryOp::Executable => "-x",
                    ConditionalUnaryOp::NonEmptyFile => "-s",
                    ConditionalUnaryOp::EmptyString => "-z",
                    ConditionalUnaryOp::NonEmptyString => "-n",
                    _ => return refuse("this test"),
                };
                Condition::Unary(op, self.operand(&e.expr)?)
            }
            ConditionalExpr::Binary(e) => {
                let op = match e.op {
                    ConditionalBinaryOp::And => {
                        return Ok(Condition::And(
                            Box::new(self.condition(&e.left)?),
                            Box::new(self.condition(&e.right)?),
                        ));
                    }
                    ConditionalBinaryOp::Or => {
                        return Ok(Condition::Or(
                            Box::new(self.condition(&e.left)?),
                            Box::new(self.condition(&e.right)?),
                        ));
                    }
                    ConditionalBinaryOp::PatternEq | ConditionalBinaryOp::PatternEqShort => "=",
                    ConditionalBinaryOp::PatternNe => "!=",
                    ConditionalBinaryOp::ArithmeticEq => "-eq",
                    ConditionalBinaryOp::ArithmeticNe => "-ne",
                    ConditionalBinaryOp::ArithmeticLe => "-le",
                    ConditionalBinaryOp::ArithmeticGe => "-ge",
                    ConditionalBinaryOp::ArithmeticLt => "-lt",
                    ConditionalBinaryOp::ArithmeticGt => "-gt",
                    _ => return refuse("this comparison"),
                };
                Condition::Binary(self.operand(&e.left)?, op, self.operand(&e.right)?)
            }
            _ => Condition::Unary("-n", self.operand(expression)?),
        })
    }

    fn operand(&self, expression: &ConditionalExpr) -> Read<Word> {
        match expression {
            ConditionalExpr::Word(w) => self.word(w),
            ConditionalExpr::Pattern(p) => self.pattern(p),
            ConditionalExpr::VarRef(v) => Ok(Word::text(&self.name(v)?)),
            _ => refuse("this test"),
        }
    }

    pub(super) fn arithmetic(&self, node: Option<&ArithmeticExprNode>) -> Read<Arithmetic> {
        let Some(node) = node else {
            return refuse("this arithmetic");
        };
        Ok(match &node.kind {
            ArithmeticExpr::Number(text) => match text.slice(self.script).parse() {
                Ok(n) => Arithmetic::Number(n),
                Err(_) => return refuse("this number"),
            },
            ArithmeticExpr::Variable(name) => Arithmetic::Variable(name.as_str().to_owned()),
            ArithmeticExpr::ShellWord(word) => match &self.word(word)?.0[..] {
                [
                    Part::Parameter(
                        Parameter {
                            name,
                            action: Action::Plain,
                        },
                        _,
                    ),
                ] => Arithmetic::Variable(name.clone()),
                _ => return refuse("this arithmetic"),
            },
            ArithmeticExpr::Parenthesized { expression } => self.arithmetic(Some(expression))?,
            ArithmeticExpr::Unary { op, expr } => {
                let inner = Box::new(self.arithmetic(Some(expr))?);
                match op {
                    ArithmeticUnaryOp::Plus => *inner,
                    ArithmeticUnaryOp::Minus => Arithmetic::Unary('-', inner),
                    ArithmeticUnaryOp::LogicalNot => Arithmetic::Unary('!', inner),
                    _ => return refuse("this arithmetic"),
                }
            }
            ArithmeticExpr::Binary { left, op, right } => {
                let op = match op {
                    ArithmeticBinaryOp::Add => "+",
                    ArithmeticBinaryOp::Subtract => "-",
                    ArithmeticBinaryOp::Multiply => "*",
                    ArithmeticBinaryOp::Divide => "/",
                    ArithmeticBinaryOp::Modulo => "%",
                    ArithmeticBinaryOp::LessThan => "<",
                    ArithmeticBinaryOp::LessThanOrEqual => "<=",
                    ArithmeticBinaryOp::GreaterThan => ">",
                    ArithmeticBinaryOp::GreaterThanOrEqual => ">=",
                    ArithmeticBinaryOp::Equal => "==",
                    ArithmeticBinaryOp::NotEqual => "!=",
                    _ => return refuse("this arithmetic"),
                };
                let (left, right) = (self.arithmetic(Some(left))?, self.arithmetic(Some(right))?);
                Arithmetic::Binary(Box::new(left), op, Box::new(right))
            }
            ArithmeticExpr::Assignment {
                target: ArithmeticLvalue::Variable(name),
                op,
                value,
            } => {
                let name = name.as_str().to_owned();
                let value = Box::new(self.arithmetic(Some(value))?);
                let old = || Box::new(Arithmetic::Variable(name.clone()));
                let value = match op {
                    ArithmeticAssignOp::Assign => value,
                    ArithmeticAssignOp::AddAssign => {
                        Box::new(Arithmetic::Binary(old(), "+", value))
                    }
                    ArithmeticAssignOp::SubAssign => {
                        Box::new(Arithmetic::Binary(old(), "-", value))
                    }
                    _ => return refuse("this arithmetic"),
                };
                Arithmetic::Assign(name, value)
            }
            _ => return refuse("this arithmetic"),
        })
    }
}
