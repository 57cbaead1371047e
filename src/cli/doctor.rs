//! `chimebot doctor`.
use super::ConfigArgs;
/// x
pub async fn main(_args: &ConfigArgs, _p: &[u8]) -> anyhow::Result<std::process::ExitCode> {
    anyhow::bail!("x")
}
