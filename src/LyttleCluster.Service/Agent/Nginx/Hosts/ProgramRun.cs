using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>How a program that was run to its end ended.</summary>
internal sealed record ProgramRun(int ExitCode, byte[] OutputBytes, string ErrorOutput, TimeSpan Duration)
{
    /// <summary>What it wrote to standard output.</summary>
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>It took too long and was killed.</summary>
    public bool TimedOut { get; init; }
}
