using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Tests.NginxConfiguration;

public class DomainNameTests
{
    [Theory]
    [InlineData("app.example.test", "app.example.test", "app.example.test")]
    [InlineData("App.Example.TEST.", "app.example.test", "App.Example.TEST")]
    [InlineData("*.Example.test", "*.example.test", "*.Example.test")]
    [InlineData("Bücher.example.test.", "xn--bcher-kva.example.test", "Bücher.example.test")]
    [InlineData("BÜCHER.example.test", "xn--bcher-kva.example.test", "BÜCHER.example.test")]
    [InlineData("bu\u0308cher.example.test", "xn--bcher-kva.example.test", "bu\u0308cher.example.test")]
    [InlineData("XN--BCHER-KVA.example.test", "xn--bcher-kva.example.test", "XN--BCHER-KVA.example.test")]
    [InlineData("faß.test", "xn--fa-hia.test", "faß.test")]
    [InlineData("βόλος.test", "xn--nxasmm1c.test", "βόλος.test")]
    [InlineData("日本語。テスト", "xn--wgv71a119e.xn--zckzah", "日本語。テスト")]
    [InlineData("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f", "пример.испытание")]
    [InlineData("Việt-nam.test", "xn--vit-nam-zv4c.test", "Việt-nam.test")]
    [InlineData("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv", "مثال.إختبار")]
    [InlineData("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g", "उदाहरण.परीक्षा")]
    [InlineData("ｅｘ.test", "ex.test", "ｅｘ.test")]
    [InlineData("a-b.1c.x2", "a-b.1c.x2", "a-b.1c.x2")]
    [InlineData("r3---sn.test", "r3---sn.test", "r3---sn.test")]
    public void Names_are_stored_in_lower_case_and_punycode(string text, string ascii, string shown)
    {
        Assert.True(DomainName.TryParse(text, out var name, out var why), why);
        Assert.Equal((ascii, shown), (name!.Ascii, name.Shown));
        Assert.True(DomainName.TryParse(ascii, out var again, out _));
        Assert.Equal(ascii, again!.Ascii);
    }

    [Fact]
    public void A_letter_with_two_marks_is_composed_or_refused_never_stored_otherwise()
    {
        Assert.True(DomainName.TryParse("Vie\u0323\u0302t.test", out var composed, out _));
        Assert.Equal("xn--vit-5kz.test", composed!.Ascii);
        Assert.False(DomainName.TryParse("Vie\u0302\u0323t.test", out _, out var why));
        Assert.Contains("mark", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("localhost")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("*.test")]
    [InlineData("*a.example.test")]
    [InlineData("a.*.example.test")]
    [InlineData("*.*.example.test")]
    [InlineData(".example.test")]
    [InlineData("a..example.test")]
    [InlineData("example.test..")]
    [InlineData("-a.test")]
    [InlineData("a-.test")]
    [InlineData("a_b.test")]
    [InlineData("a b.test")]
    [InlineData(" a.test")]
    [InlineData("a.test ")]
    [InlineData("a.test\n")]
    [InlineData("a.test\0")]
    [InlineData("a\0.test")]
    [InlineData("a\r\nb.test")]
    [InlineData("a\t.test")]
    [InlineData("a.test;")]
    [InlineData("a.test{}")]
    [InlineData("$host.test")]
    [InlineData("a\".test")]
    [InlineData("a'.test")]
    [InlineData("a\\b.test")]
    [InlineData("a/b.test")]
    [InlineData("http://a.test")]
    [InlineData("a.test:80")]
    [InlineData("a@b.test")]
    [InlineData("~^a.test$")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0x7f.1")]
    [InlineData("1.2.3.0x4")]
    [InlineData("0177.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("a.1")]
    [InlineData("*.0.0.1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("１２７.０.０.１")]
    [InlineData("a；b.test")]
    [InlineData("a\u200b.test")]
    [InlineData("a\u202e.test")]
    [InlineData("a\u00ad.test")]
    [InlineData("a\u2028b.test")]
    [InlineData("ﬁsh.test")]
    [InlineData("İstanbul.test")]
    [InlineData("Kelvin\u212a.test")]
    [InlineData("💩.test")]
    [InlineData("x\u0301\u0302.test")]
    [InlineData("\u0301a.test")]
    [InlineData("a\ud800.test")]
    [InlineData("a\u007f.test")]
    public void What_is_no_host_name_is_refused_with_a_reason(string text)
    {
        Assert.False(DomainName.TryParse(text, out var name, out var why));
        Assert.Null(name);
        Assert.False(string.IsNullOrEmpty(why));
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(300, false)]
    public void Labels_have_63_characters_at_most(int length, bool isName) =>
        Assert.Equal(isName, DomainName.TryParse(new string('a', length) + ".test", out _, out _));

    [Fact]
    public void Labels_beyond_ASCII_are_measured_in_punycode() => Assert.False(DomainName.TryParse(new string('ü', 60) + ".test", out _, out _));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Names_have_253_characters_at_most(int more, bool isName)
    {
        var label = new string('a', 49) + ".";
        var name = label + label + label + label + label + new string('b', 3 + more);
        Assert.Equal(253 + more, name.Length);
        Assert.Equal(isName, DomainName.TryParse(name, out _, out _));
    }

    [Theory]
    [InlineData("a.test", "a.test", true)]
    [InlineData("*.a.test", "x.a.test", true)]
    [InlineData("*.a.test", "x.y.a.test", true)]
    [InlineData("*.a.test", "*.x.a.test", true)]
    [InlineData("*.a.test", "*.a.test", true)]
    [InlineData("*.a.test", "a.test", false)]
    [InlineData("*.a.test", "ba.test", false)]
    [InlineData("*.a.test", "x.ba.test", false)]
    [InlineData("a.test", "b.test", false)]
    [InlineData("x.a.test", "a.test", false)]
    public void Names_overlap_where_one_takes_requests_of_the_other(string one, string other, bool overlap)
    {
        Assert.Equal(overlap, DomainName.Overlap(one, other));
        Assert.Equal(overlap, DomainName.Overlap(other, one));
    }
}
