using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class DockerDialectTests
{
    [Theory]
    [InlineData("1.41", "Docker/20.10.24 (linux)", "1.41", "Docker")]
    [InlineData("1.52", "Docker/29.0.0 (linux)", "1.52", "Docker")]
    [InlineData("1.99", "Docker/40.0 (linux)", "1.56", "Docker")]
    [InlineData("1.40", "Docker/19.03.1 (linux)", "1.40", "Docker")]
    [InlineData("1.40", "Libpod/3.4.4 (linux)", "1.41", "Podman")]
    [InlineData("1.41", "Libpod/4.3.1 (linux)", "1.41", "Podman")]
    [InlineData("1.45", null, "1.45", "Docker")]
    public void Speaks_the_newest_that_both_know(string api, string? server, string spoken, string engine)
    {
        var dialect = DockerDialect.Unheard.Hear(api, server);
        Assert.Equal(spoken, dialect.Spoken.ToString());
        Assert.Equal(engine, dialect.Engine);
        Assert.True(dialect.IsHeard);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("1.")]
    [InlineData("-1.4")]
    public void An_answer_without_a_version_teaches_nothing(string? api) =>
        Assert.Same(DockerDialect.Unheard, DockerDialect.Unheard.Hear(api, "Docker/1"));

    [Fact]
    public void The_same_headers_again_cost_nothing()
    {
        var dialect = DockerDialect.Unheard.Hear("1.41", "Docker/20.10.24 (linux)");
        Assert.Same(dialect, dialect.Hear("1.41", "Docker/20.10.24 (linux)"));
    }

    [Fact]
    public void Follows_an_engine_that_came_back_in_another_version()
    {
        var dialect = DockerDialect.Unheard.Hear("1.41", "Docker/20.10.24 (linux)").Hear("1.52", "Docker/29.0.0 (linux)");
        Assert.Equal("1.52", dialect.Spoken.ToString());
    }

    [Theory]
    [InlineData("client version 1.44 is too new. Maximum supported API version is 1.41", true, null)]
    [InlineData("client version 1.5 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version", true, "1.12")]
    [InlineData("client version 1.44 is too old. Minimum supported API version is 1.60.", true, "1.60")]
    [InlineData("invalid filter 'x'", false, null)]
    [InlineData("client version", false, null)]
    public void Knows_the_refusal_of_a_version(string message, bool refusal, string? floor)
    {
        Assert.Equal(refusal, DockerDialect.IsVersionRefusal(message, out var found));
        Assert.Equal(floor, found?.ToString());
    }
}
