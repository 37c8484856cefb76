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

    [Fact]
    public void Every_word_of_a_status_is_known_or_meant_to_be_plain()
    {
        string[] plain = ["Unknown", "None", "NotProbed", "Created", "Exited", "Information", "Debug", "Pending", "Started"];
        var words = new[] { typeof(NodeStatus), typeof(ContainerState), typeof(ContainerHealth), typeof(EndpointConnection), typeof(EndpointHealth), typeof(EventSeverity), typeof(OperationOutcome), typeof(OperationStepState), typeof(NginxReloadOutcome) }
            .SelectMany(Enum.GetNames)
            .Distinct();
        Assert.Equal(plain.Order(), words.Where(word => Paint.Word(word, "+", "+", "+", "") == word).Order());
    }
}
