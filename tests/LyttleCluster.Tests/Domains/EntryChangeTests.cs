using LyttleCluster.Core.Domains;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Tests.Domains;

/// <summary>What a plan says of an entry names the domain as it was typed; nginx is told another spelling.</summary>
public class EntryChangeTests
{
    private const string Ascii = "xn--bcher-kva.example";
    private const string Shown = "Bücher.example";

    [Theory]
    [InlineData("https://one.test/", null, "- Bücher.example www.example -> https://one.test/ (301)")]
    [InlineData(null, "https://two.test/", "+ Bücher.example www.example -> https://two.test/ (301)")]
    [InlineData("https://one.test/", "https://two.test/", "~ Bücher.example www.example -> https://two.test/ (301) (was Bücher.example www.example -> https://one.test/ (301))")]
    [InlineData(null, null, "- Bücher.example")]
    public void A_change_is_told_with_the_name_as_typed(string? before, string? after, string text)
    {
        var action = after is null ? EntryAction.Delete : before is null ? EntryAction.Create : EntryAction.Update;
        var change = new EntryChange { Action = action, Domain = Ascii, Shown = Shown, Before = To(before), After = To(after) };
        Assert.Equal(text, change.ToString());
    }

    private static NginxEntry? To(string? address) =>
        address is null ? null : new NginxEntry { Names = [Ascii, "www.example"], Kind = NginxEntryKind.Redirect, RedirectTo = address };
}
