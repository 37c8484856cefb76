using LyttleCluster.Service.Agent;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Agent.Executable;

/// <summary>The built executable, as an operator calls it.</summary>
public sealed class CommandLineTests
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "lyttle-cluster");

    [Theory]
    [InlineData("agent", "--help")]
    [InlineData("agent", "--version")]
    [InlineData("agent", "-h")]
    public async Task Help_and_version_go_to_the_output(string role, string word)
    {
        var result = await Command.RunAsync(Program, word == "-h" ? [role, word] : [word]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var expected = word switch { "--version" => "0.1.0", "-h" => AgentFlags.ApiKeyFile.Option, _ => role };
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no role 'manger'.", "manger")]
    [InlineData("lyttle-cluster agent has no flag '--lisen'.", "agent", "--lisen", "x")]
    [InlineData("Missing: https:// in --listen, --certificate FILE, --key FILE, --api-key-file FILE or --ca FILE.", "agent", "--listen", "http://0.0.0.0:0")]
    public async Task Called_wrongly_it_ends_with_2_and_says_what_to_do(string said, params string[] words)
    {
        var result = await Command.RunAsync(Program, words);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("lyttle-cluster: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task What_it_cannot_start_with_ends_with_1()
    {
        var result = await Command.RunAsync(Program, ["agent", "--data", "/proc/none"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("The data folder /proc/none cannot be used", result.Error, StringComparison.Ordinal);
    }
}
