namespace LyttleCluster.Core.Docker;

/// <summary>How a command that was run inside a container ended.</summary>
/// <param name="ExitCode">Its exit code; -1 where the engine does not know it.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="ErrorOutput">What it wrote to standard error.</param>
internal sealed record DockerExecResult(int ExitCode, string Output, string ErrorOutput);
