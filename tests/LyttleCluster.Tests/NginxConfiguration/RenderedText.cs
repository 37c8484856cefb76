using LyttleCluster.Service.Agent.Nginx.Configuration;

namespace LyttleCluster.Tests.NginxConfiguration;

/// <summary>What was rendered, read back by the reader that the agent has for configurations of any kind.</summary>
internal static class RenderedText
{
    public static NginxDirective Read(string text) => NginxConfigurationReader.Read(ConfigurationFiles.FromDump("# configuration file /rendered.conf:\n" + text)!);

    /// <summary>The block's directives as lines, blocks in braces: one text to compare.</summary>
    public static string Flat(this NginxDirective directive) =>
        string.Join(' ', directive.Arguments.Prepend(directive.Name)) + (directive.Block.Count == 0 ? ";" : " { " + string.Join(' ', directive.Block.Select(Flat)) + " }");
}
