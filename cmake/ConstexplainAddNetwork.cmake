# A target from an ONNX file:
#
#     constexplain_add_network(NAME lenet ONNX lenet.onnx)
#     target_link_libraries(mine PRIVATE lenet)
#
# and in C++
#
#     #include <lenet.hpp>
#     #include <lenet_embedded.hpp>
#     auto const net = constexplain::embedded<lenet>(lenet_weights{});
#
# The model is imported when the target is built, and again when the file changes. Where its parameters go:
#   EMBED   (default) into the program: lenet_weights of lenet_embedded.hpp, for constexplain::embedded
#   MAPPED  into a file, whose path is the macro LENET_PARAMETERS, for constexplain::load_safetensors
#   ARRAY   into constants: lenet_model() of lenet_arrays.hpp; for small networks
# Further arguments:
#   DOMAIN low high | NON_NEGATIVE   the set that the input's values live in
#   RULES name                       a rule set that must be admissible; its alias is lenet_rules
#   DIMENSION name=number...         numbers for dimensions without one
#   OUTPUT name                      the value of the model to end at
#   KEEP_BATCH_NORM                  batch normalisation stays a layer
#   DEPENDS file...                  files that the model keeps its arrays in

include_guard()

# The program, from this build, from the package, or from the search path.
function(constexplain_find_importer program)
    if(TARGET constexplain::import)
        set(${program}
            constexplain::import
            PARENT_SCOPE)
        return()
    endif()
    find_program(CONSTEXPLAIN_IMPORT constexplain-import)
    if(NOT CONSTEXPLAIN_IMPORT)
        message(FATAL_ERROR "constexplain_add_network: constexplain-import was not found; "
                            "it is built where ONNX, Protobuf, OpenSSL, CLI11 and nlohmann_json are installed")
    endif()
    set(${program}
        "${CONSTEXPLAIN_IMPORT}"
        PARENT_SCOPE)
endfunction()

# An object file from the assembler file beside the parameters.
function(constexplain_assemble network folder)
    set(target_options "")
    if(CMAKE_CXX_COMPILER_TARGET)
        list(APPEND target_options "--target=${CMAKE_CXX_COMPILER_TARGET}")
    endif()
    separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
    list(FILTER flags INCLUDE REGEX "^-m(32|64|abi=|arch=|cpu=)") # what decides on the kind of object file
    add_custom_command(
        OUTPUT "${folder}/${network}_embedded.o"
        COMMAND "${CMAKE_CXX_COMPILER}" ${target_options} ${flags} -c -I "${folder}" "${folder}/${network}_embedded.S" -o
                "${folder}/${network}_embedded.o"
        DEPENDS "${folder}/${network}_embedded.S" "${folder}/${network}.safetensors"
        COMMENT "Embedding the parameters of ${network}"
        VERBATIM)
endfunction()

function(constexplain_add_network)
    cmake_parse_arguments(PARSE_ARGV 0 arg "EMBED;MAPPED;ARRAY;NON_NEGATIVE;KEEP_BATCH_NORM" "NAME;ONNX;RULES;OUTPUT"
                          "DOMAIN;DIMENSION;DEPENDS")
    if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR "constexplain_add_network: ${arg_UNPARSED_ARGUMENTS} is not understood, "
                            "or ${arg_KEYWORDS_MISSING_VALUES} has no value")
    endif()
    foreach(needed NAME ONNX)
        if(NOT arg_${needed})
            message(FATAL_ERROR "constexplain_add_network: needs ${needed}")
        endif()
    endforeach()
    if((arg_EMBED AND (arg_MAPPED OR arg_ARRAY)) OR (arg_MAPPED AND arg_ARRAY))
        message(FATAL_ERROR "constexplain_add_network: choose one of EMBED, MAPPED and ARRAY")
    endif()
    cmake_path(ABSOLUTE_PATH arg_ONNX BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")

    set(folder "${CMAKE_CURRENT_BINARY_DIR}/constexplain/${arg_NAME}")
    set(files "${folder}/${arg_NAME}.hpp" "${folder}/${arg_NAME}.safetensors")
    set(options --name "${arg_NAME}" --out "${folder}")
    if(arg_ARRAY)
        list(APPEND options --array)
        list(APPEND files "${folder}/${arg_NAME}_arrays.hpp")
    elseif(NOT arg_MAPPED)
        list(APPEND options --embed)
        list(APPEND files "${folder}/${arg_NAME}_embedded.hpp" "${folder}/${arg_NAME}_embedded.S")
    endif()
    if(arg_DOMAIN)
        list(APPEND options --domain ${arg_DOMAIN})
    endif()
    if(arg_NON_NEGATIVE)
        list(APPEND options --non-negative)
    endif()
    if(arg_RULES)
        list(APPEND options --rules "${arg_RULES}")
    endif()
    foreach(dimension IN LISTS arg_DIMENSION)
        list(APPEND options --dimension "${dimension}")
    endforeach()
    if(arg_OUTPUT)
        list(APPEND options --output "${arg_OUTPUT}")
    endif()
    if(arg_KEEP_BATCH_NORM)
        list(APPEND options --keep-batch-norm)
    endif()

    constexplain_find_importer(program)
    add_custom_command(
        OUTPUT ${files}
        COMMAND "${program}" ${options} -- "${arg_ONNX}"
        DEPENDS "${arg_ONNX}" "${program}" ${arg_DEPENDS}
        COMMENT "Importing ${arg_NAME}"
        VERBATIM)
    add_custom_target(${arg_NAME}_import DEPENDS ${files})

    if(arg_MAPPED OR arg_ARRAY)
        add_library(${arg_NAME} INTERFACE)
    else()
        constexplain_assemble(${arg_NAME} "${folder}")
        add_library(${arg_NAME} STATIC "${folder}/${arg_NAME}_embedded.o")
        set_target_properties(${arg_NAME} PROPERTIES LINKER_LANGUAGE CXX)
        set_source_files_properties("${folder}/${arg_NAME}_embedded.o" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    endif()
    add_dependencies(${arg_NAME} ${arg_NAME}_import)
    target_include_directories(${arg_NAME} INTERFACE "${folder}")
    target_link_libraries(${arg_NAME} INTERFACE constexplain::constexplain)
    if(arg_MAPPED)
        if(NOT TARGET constexplain::safetensors)
            message(FATAL_ERROR "constexplain_add_network: MAPPED needs the component safetensors: "
                                "find_package(constexplain COMPONENTS import safetensors)")
        endif()
        string(TOUPPER "${arg_NAME}" upper)
        target_compile_definitions(${arg_NAME} INTERFACE "${upper}_PARAMETERS=\"${folder}/${arg_NAME}.safetensors\"")
        target_link_libraries(${arg_NAME} INTERFACE constexplain::safetensors)
    endif()
endfunction()
