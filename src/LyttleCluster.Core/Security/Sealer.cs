using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.Core.Security;

/// <summary>
/// Seals secrets for documents and opens them. The document's key is associated data: a sealed value that was copied into another
/// document, or into another value of the same one, does not open.
/// </summary>
internal sealed class Sealer(KeyFile file)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<SealingKey>? _keys;

    /// <summary>Seals a secret with the newest key; makes the key file where there is none.</summary>
    /// <exception cref="ClusterException">The key file cannot be used; the ErrorIds begin with <c>StateKey</c>.</exception>
    public SealedText Seal(SealedName name, Secret secret)
    {
        var key = NewestKey();
        var plain = Encoding.UTF8.GetBytes(secret.Reveal());
        try
        {
            Span<byte> nonce = stackalloc byte[SealedText.NonceLength];
            Span<byte> tag = stackalloc byte[SealedText.TagLength];
            RandomNumberGenerator.Fill(nonce);
            var cipher = new byte[plain.Length];
            using var aes = new AesGcm(key.Bytes, SealedText.TagLength);
            aes.Encrypt(nonce, plain, cipher, tag, AssociatedData(name));
            return SealedText.Of(key, nonce, tag, cipher);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The secret.</summary>
    /// <exception cref="ClusterException">
    /// The key file cannot be used (<c>StateKey…</c>), holds another key (<c>SealedValueLost</c>), or the value is not what was
    /// sealed for this document (<c>SealedValueDamaged</c>).
    /// </exception>
    public Secret Open(SealedName name, SealedText value)
    {
        var key = KeyOf(value.KeyId) ?? throw SecurityErrors.Lost(name, value.KeyId, file.Path, File.Exists(file.Path));
        if (value.Split() is not var (nonce, tag, cipher)) throw SecurityErrors.Damaged(name);

        var plain = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(key.Bytes, SealedText.TagLength);
            aes.Decrypt(nonce, cipher, tag, plain, AssociatedData(name));
            return new Secret(Encoding.UTF8.GetString(plain));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw SecurityErrors.Damaged(name);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Sees that the key file, where there is one, can be used; nothing is made.</summary>
    /// <exception cref="ClusterException">It cannot; the ErrorIds begin with <c>StateKey</c>.</exception>
    public void Check() => file.Read();

    /// <summary>Whether a sealed value is this secret; one that cannot be opened is not.</summary>
    public bool IsSealed(SealedName name, SealedText? value, Secret secret)
    {
        try
        {
            return value is not null && Open(name, value).Equals(secret);
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    /// <summary>The key of an id. One that is not known is looked for on disk again: another process, or an operator, may have put it there.</summary>
    private SealingKey? KeyOf(string id)
    {
        lock (_gate)
        {
            if (Find(_keys) is { } known) return known;
            _keys = file.Read();
            return Find(_keys);
        }

        SealingKey? Find(IReadOnlyList<SealingKey>? keys) => keys?.FirstOrDefault(key => key.Id == id);
    }

    private SealingKey NewestKey()
    {
        // Read each time: what is sealed with a key that is on disk no more could not be opened by the next process.
        lock (_gate) return (_keys = file.Read() ?? file.Make())[^1];
    }

    private static byte[] AssociatedData(SealedName name) => Encoding.UTF8.GetBytes($"{name.Document}\n{name.Field}");
}
