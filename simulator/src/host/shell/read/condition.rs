//! Conditions of `[[ ]]`.

use shuck_ast::{ConditionalBinaryOp, ConditionalExpr, ConditionalUnaryOp};

use super::super::syntax::{Condition, Word};
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
                    ConditionalUnaryOp::VariableSet => "-v",
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
                    ConditionalBinaryOp::LexicalBefore => "<",
                    ConditionalBinaryOp::LexicalAfter => ">",
                    ConditionalBinaryOp::RegexMatch => "=~",
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
            ConditionalExpr::Regex(word) => self.word(word),
            _ => refuse("this test"),
        }
    }
}
