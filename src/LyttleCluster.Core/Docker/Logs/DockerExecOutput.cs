using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LyttleCluster.Core.Docker;

/// <summary>The output of a command, taken out of its frames (see <see cref="FramedLogDecoder"/>; here without times).</summary>
internal readonly record struct DockerExecOutput(string StdOut, string StdErr)
{
    private const int HeaderLength = 8;

    public static DockerExecOutput Parse(DockerEndpoint endpoint, ReadOnlySpan<byte> body)
    {
        ArrayBufferWriter<byte> output = new(), errors = new();
        while (!body.IsEmpty)
        {
            if (body.Length < HeaderLength) throw DockerErrors.AnswerCut(endpoint);
            var length = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
            if (body[0] > 2 || body[1] != 0) throw DockerErrors.AnswerMalformed(endpoint, "the output is not made of frames");
            if (length > body.Length - HeaderLength) throw DockerErrors.AnswerCut(endpoint);
            (body[0] == 2 ? errors : output).Write(body.Slice(HeaderLength, (int)length));
            body = body[(HeaderLength + (int)length)..];
        }

        return new DockerExecOutput(Encoding.UTF8.GetString(output.WrittenSpan), Encoding.UTF8.GetString(errors.WrittenSpan));
    }
}
