using LyttleCluster.Formatting;

namespace LyttleCluster.Tests.Formatting;

public class PaintTests
{
    [Theory]
    [InlineData("Ready", "<g>Ready</>")]
    [InlineData("Suspended", "<y>Suspended</>")]
    [InlineData("Unreachable", "<r>Unreachable</>")]
    [InlineData("Exited", "Exited")]
    [InlineData("\e[0mReady", "␛[0mReady")]
    [InlineData(null, "")]
    public void Words_have_the_colour_of_what_they_say(string? word, string shown) => Assert.Equal(shown, Paint.Word(word, "<g>", "<y>", "<r>", "</>"));

    [Theory]
    [InlineData(90, "90")]
    [InlineData(30, "30")]
    [InlineData(29, "<y>29</>")]
    [InlineData(0, "<r>0</>")]
    [InlineData(-3, "<r>-3</>")]
    [InlineData("12", "<y>12</>")]
    [InlineData("soon", "soon")]
    [InlineData(null, "")]
    public void Days_of_a_certificate_have_a_colour_when_they_are_few(object? days, string shown) => Assert.Equal(shown, Paint.Days(days, "<y>", "<r>", "</>"));

    [Fact]
    public void Every_word_of_a_status_is_known_or_meant_to_be_plain()
    {
        string[] plain = ["Unknown", "None", "NotProbed", "Created", "Exited", "Information", "Debug", "Started", "Informational", "Unchanged"];
        var words = new[] { typeof(NodeStatus), typeof(ContainerState), typeof(ContainerHealth), typeof(EndpointConnection), typeof(EndpointHealth), typeof(EventSeverity), typeof(OperationOutcome), typeof(OperationStepState), typeof(NginxReloadOutcome), typeof(DomainSync), typeof(DomainOutcome) }
            .SelectMany(Enum.GetNames)
            .Distinct();
        Assert.Equal(plain.Order(), words.Where(word => Paint.Word(word, "+", "+", "+", "") == word).Order());
    }
}
