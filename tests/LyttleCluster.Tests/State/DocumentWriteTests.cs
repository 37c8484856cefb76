using System.Text;
using System.Text.Json.Serialization;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

public sealed partial class DocumentWriteTests
{
    private static readonly DocumentKey Key = new("thing", "a");

    [Fact]
    public void A_value_comes_back_as_it_was()
    {
        var write = DocumentWrite.Put(Key, 7, new Thing { Name = "naïve 😀\n", Size = 3 }, Json.Default.Thing);
        Assert.Equal((Key, 7), (write.Key, write.Expected));
        Assert.Equal(new Thing { Name = "naïve 😀\n", Size = 3 }, DocumentWrite.Read(new StateDocument(Key, 8, write.Body!.Value), Json.Default.Thing));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"Size\":3}")]
    [InlineData("{\"Name\":\"a\",\"Size\":\"three\"}")]
    public void What_is_no_such_value_is_told_by_its_document(string body)
    {
        var failure = Assert.Throws<ClusterException>(
            () => DocumentWrite.Read(new StateDocument(Key, 1, Encoding.UTF8.GetBytes(body)), Json.Default.Thing));
        Assert.Equal(("StateDocumentUnreadable", "thing/a"), (failure.ErrorId, failure.TargetName));
    }

    internal sealed record Thing
    {
        public required string Name { get; init; }

        public int Size { get; init; }
    }

    [JsonSerializable(typeof(Thing))]
    internal sealed partial class Json : JsonSerializerContext;
}
